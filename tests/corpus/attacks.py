"""Scripting attacks out of the real input, and what a page may hold after it showed them."""

import gzip
import json
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Dialog, Page, Route

from tests.corpus import corpus

_SETS = {
    "xss-ammonia/cases.jsonl": "input",
    "xss-dompurify/cases.jsonl": "payload",
    "xss-html5lib/cases.jsonl": "input",
    "xss-owasp/payloads.jsonl": "payload",
}
_ALLOWED = {
    "": "dir",
    "a": "href rel target",
    "img": "data-cid data-remote alt width height src loading",
    "ol": "start",
    "td th": "colspan rowspan",
    "details": "data-quote open class",
    "div": "class",
    "p blockquote pre h1 h2 h3 h4 h5 h6 ul li dl dt dd table caption tbody thead tfoot tr hr summary": "",
    "abbr b br code del em i ins q s small span strike strong sub sup tt u": "",
}
# Runs in the page: whatever stands in received words and is not in the list, and anything anywhere that could run.
_STRANGE = """(allowed) => {
  const found = []
  const own = (url) => url === "" || new URL(url, location.href).origin === location.origin
  for (const one of document.querySelectorAll(".prose *")) {
    const tag = one.tagName.toLowerCase()
    if (!(tag in allowed)) { found.push("<" + tag + ">"); continue }
    for (const { name, value } of one.attributes) {
      if (!allowed[tag].includes(name)) found.push(tag + " " + name)
      if (name === "href" && !/^(https?:|mailto:|tel:)/i.test(value)) found.push(tag + " " + name + "=" + value)
      if (name === "src" && !own(value)) found.push(tag + " " + name + "=" + value)
    }
  }
  for (const one of document.querySelectorAll("*")) {
    for (const { name, value } of one.attributes) {
      if (name.startsWith("on") || name === "style" || name === "srcdoc") found.push(one.tagName + " " + name)
      if (/^(href|src|action|formaction)$/.test(name) && /^\\s*(javascript|data|vbscript):/i.test(value))
        found.push(one.tagName + " " + name + "=" + value)
    }
    const leads = one.getAttribute("src") || one.getAttribute("href") || one.getAttribute("action") || ""
    if (/^(SCRIPT|LINK|IFRAME|FORM)$/.test(one.tagName) && !own(leads))
      found.push(one.outerHTML.slice(0, 200))
    if (one.tagName === "SCRIPT" && !one.src && one.textContent.trim()) found.push("inline script")
    if (/^(OBJECT|EMBED|BASE|APPLET)$/.test(one.tagName)) found.push(one.tagName)
  }
  return found
}"""

_TELLING = """for (const name of ["alert", "prompt", "confirm", "print"])
  window[name] = () => console.log("RAN " + name)"""


def attacks() -> list[str]:
    """The smaller sets, each of another kind."""
    found = [json.loads(line)[key] for name, key in _SETS.items() for line in _lines(name)]
    found += [path.read_text(encoding="utf-8") for path in sorted(corpus("xss-bleach").glob("*.test"))]
    return list(dict.fromkeys(one for one in found if one.strip()))


def many_attacks() -> list[str]:
    """The long list of short ones."""
    with gzip.open(corpus("xss-payloadbox/payloads.jsonl.gz"), "rt", encoding="utf-8") as lines:
        return [payload for line in lines if (payload := json.loads(line)["payload"]).strip()]


@dataclass
class Watch:
    """What must not happen in a browser: something runs, something is fetched from elsewhere."""

    home: str
    ran: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> Page:
        """A window that is watched."""
        context.route("**/*", self._fetch)
        context.add_init_script(_TELLING)
        page = context.new_page()
        page.on("dialog", self._close)
        page.on("popup", lambda other: self.ran.append(f"window {other.url}"))
        page.on("console", lambda said: self._hear(said.text))
        return page

    def strange(self, page: Page) -> list[str]:
        """Elements and attributes of the page that nothing received may bring."""
        allowed = {
            tag: f"{_ALLOWED['']} {names}".split() for tags, names in _ALLOWED.items() for tag in tags.split()
        }
        found: list[str] = page.evaluate(_STRANGE, allowed)
        return found

    def happened(self) -> list[str]:
        return [*self.ran, *self.fetched, *self.refused]

    def _fetch(self, route: Route) -> None:
        url = route.request.url
        if url.startswith(self.home):
            route.continue_()
        else:
            self.fetched.append(url)
            route.abort()

    def _close(self, dialog: Dialog) -> None:
        self.ran.append(dialog.message)
        dialog.dismiss()

    def _hear(self, text: str) -> None:
        if text.startswith("RAN "):
            self.ran.append(text)
        elif "Content Security Policy" in text:
            self.refused.append(text)


def _lines(name: str) -> list[str]:
    # Not splitlines: some attacks are about line ends of other kinds.
    return corpus(name).read_text(encoding="utf-8").strip("\n").split("\n")

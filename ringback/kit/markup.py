"""HTML from outside and from agents, reduced to a small allow-list (nh3) in which nothing runs, nothing
overlays and nothing is fetched. Pure; bounded in time and memory whatever is handed in."""

import re
from collections.abc import Callable, Mapping
from html import escape, unescape

import nh3

from ringback.kit.markup_bounds import is_heavy, strip_tags
from ringback.kit.markup_text import text_of
from ringback.kit.text import clean

_BLOCKS = (
    "p div blockquote pre h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption tbody thead tfoot tr td th "
    "details summary hr"
)
_INLINE = "a abbr b br code del em i img ins q s small span strike strong sub sup tt u"
_UNREAD = (
    "script style title svg math template iframe object embed applet noscript noframes noembed xml textarea "
    "select option button audio video canvas"
)
_REL = "noopener noreferrer nofollow"
_DIRECTION = {"dir": {"ltr", "rtl", "auto"}}
_SPANS = {str(n) for n in range(1, 101)}
_IMAGE = re.compile(r"<img\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_LINK_ELSEWHERE = re.compile(r'(<a\b[^>]*?) href="(?!https?:|mailto:|tel:)[^"]*"', re.IGNORECASE)
_SIZE = re.compile(r"[0-9]{1,4}")


def normalise(html: str, images: Mapping[str, str] | None = None) -> str:
    """Received HTML as the thread shows it. Links open apart and tell nobody where from. An image that came
    with the mail becomes `<img data-cid="…">` (see `fill_images`), a remote one `<img
    data-remote="https://…">`: without a source both, so that nothing is fetched until somebody asks. `images`
    maps what the mail calls an image (Content-ID or Content-Location) to its data-cid; without it every
    Content-ID is its own."""
    return _reduced(html, _MAIL, lambda attributes: _received_image(attributes, images))


def outbound(html: str) -> str:
    """What an agent wrote, fit to store, to show and to send: the same allow-list, and images as `normalise`
    leaves them. Doing it twice changes nothing."""
    return _reduced(html, _OWN, _own_image)


def to_text(html: str) -> str:
    """Readable text: a line for each block, `- ` before points, `> ` before quotes, `text <url>` where a
    link's address says more than its text."""
    return strip_tags(clean(html)) if is_heavy(html) else text_of(_MAIL.clean(clean(html)))


def from_text(text: str) -> str:
    """Plain text as HTML: paragraphs at blank lines, line breaks kept."""
    paragraphs = re.split(r"\n{2,}", clean(text).strip("\n"))
    return "".join(
        f"<p>{escape(one, quote=False).replace(chr(10), '<br>')}</p>" for one in paragraphs if one.strip()
    )


def fill_images(html: str, sources: Mapping[str, str]) -> str:
    """`html` from `normalise` or `outbound` with a source for each data-cid that `sources` knows."""

    def fill(found: re.Match[str]) -> str:
        url = sources.get(unescape(dict(_ATTRIBUTE.findall(found[1])).get("data-cid", "")))
        return f'<img src="{escape(url)}"{found[1]}>' if url else found[0]

    return _IMAGE.sub(fill, html) if "data-cid" in html else html


def for_mail(html: str) -> str:
    """`html` from `outbound` as it leaves the house: each image has its source again, `cid:` for what goes with the
    mail."""
    return _IMAGE.sub(lambda found: _sent_image(_attributes(found[1])), html) if "<img" in html else html


def _sent_image(attributes: dict[str, str]) -> str:
    cid, remote = attributes.get("data-cid", ""), attributes.get("data-remote", "")
    source = f"cid:{cid}" if cid else remote
    kept = {"src": source, **{name: attributes.get(name, "") for name in ("alt", "width", "height")}}
    written = (f' {name}="{escape(value)}"' for name, value in kept.items() if value or name == "alt")
    return f"<img{''.join(written)}>" if source else ""


def _reduced(html: str, cleaner: nh3.Cleaner, image: Callable[[dict[str, str]], str]) -> str:
    html = clean(html)
    if is_heavy(html):
        return from_text(strip_tags(html))
    reduced = cleaner.clean(html)
    if "<a " in reduced:
        reduced = _LINK_ELSEWHERE.sub(r"\1", reduced)
    return _IMAGE.sub(lambda found: image(_attributes(found[1])), reduced) if "<img" in reduced else reduced


def _attributes(written: str) -> dict[str, str]:
    """The attributes of a tag that nh3 wrote: quoted, with `<`, `>` and `"` escaped inside."""
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(written)}


def _received_image(attributes: dict[str, str], images: Mapping[str, str] | None) -> str:
    source = attributes.get("src", "").strip()
    place = attributes | {"data-cid": "", "data-remote": ""}
    part = source[4:].strip("<> ") if source[:4].lower() == "cid:" else ""
    key = part if images is None else images.get(part or source, "")
    if key:
        return _image(place | {"data-cid": key})
    return (
        _image(place | {"data-remote": source}) if source.lower().startswith(("http://", "https://")) else ""
    )


def _own_image(attributes: dict[str, str]) -> str:
    if attributes.get("data-cid"):
        return _image(attributes | {"data-remote": ""})
    return _received_image({"src": attributes.get("data-remote", "")} | attributes, None)


def _image(attributes: dict[str, str]) -> str:
    for size in ("width", "height"):
        if not _SIZE.fullmatch(attributes.get(size, "")):
            attributes[size] = ""
    kept = (
        (name, attributes.get(name, "")) for name in ("data-cid", "data-remote", "alt", "width", "height")
    )
    return (
        "<img" + "".join(f' {name}="{escape(value)}"' for name, value in kept if value or name == "alt") + ">"
    )


def _with_scheme(url: str) -> str | None:
    """Links that leave the scheme out mean the web. Everything else that is relative has no base in a mail,
    and can only be an image's Content-Location."""
    if url.startswith("//"):
        return "https:" + url
    return (
        "https://" + url if url[:4].lower() == "www." else url if _CONTENT_LOCATION.fullmatch(url) else None
    )


_CONTENT_LOCATION = re.compile(r"[\w. -]{1,200}", re.ASCII)


def _cleaner(image_attributes: set[str]) -> nh3.Cleaner:
    blocks = _BLOCKS.split()
    return nh3.Cleaner(
        tags={*blocks, *_INLINE.split()},
        clean_content_tags=set(_UNREAD.split()),
        attributes={
            "*": set(),
            "a": {"href"},
            "img": image_attributes,
            "ol": {"start"},
            "details": {"data-quote"},
        },
        tag_attribute_values=dict.fromkeys((*blocks, "span"), _DIRECTION)
        | {cell: {"colspan": _SPANS, "rowspan": _SPANS} | _DIRECTION for cell in ("td", "th")},
        set_tag_attribute_values={"a": {"target": "_blank"}},
        link_rel=_REL,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        url_relative=_with_scheme,
    )


_MAIL = _cleaner({"src", "alt", "width", "height"})
_OWN = _cleaner({"src", "alt", "width", "height", "data-cid", "data-remote"})

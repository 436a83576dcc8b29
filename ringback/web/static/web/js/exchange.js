import { attachAll } from "./behave.js"

// What the server last said of each entry: a child with an id of a part that is renewed, or of its [data-entries].
const said = new WeakMap()

export function recall(part) {
  for (const entry of part.children) entry.hasAttribute("data-entries") ? recall(entry) : said.set(entry, plain(entry))
}

// Bring `part` to what `fresh` says. Tells whether an entry was left as it is because somebody writes in it; the one from
// which `sender` has just sent something is not spared.
export function exchange(part, fresh, sender) {
  const old = new Map([...part.children].map((entry) => [entry.id, entry]))
  let late = false
  const now = [...fresh.children].map((made) => {
    const kept = made.id && old.get(made.id)
    if (kept && made.hasAttribute("data-entries")) { late = exchange(kept, made, sender) || late; return kept }
    if (kept && said.get(kept) === plain(made)) return kept
    if (kept && !kept.contains(sender) && isBusy(kept)) { late = true; return kept }
    return made
  })
  const made = now.filter((entry) => !part.contains(entry))
  made.forEach((entry) => entry.hasAttribute("data-entries") ? recall(entry) : said.set(entry, plain(entry)))
  const resume = made.map((entry) => resumed(entry, entry.id && old.get(entry.id), sender))
  for (const entry of [...part.children]) if (!now.includes(entry)) entry.remove()
  now.forEach((entry, i) => { if (part.children[i] !== entry) part.insertBefore(entry, part.children[i] || null) })
  made.forEach((entry, i) => { htmx.process(entry); attachAll(entry); resume[i]() })
  return late
}

// What to do in the new entry so that one finds oneself where one was in the old.
function resumed(made, old, sender) {
  if (!old) return () => {}
  const open = [...old.querySelectorAll("details")].map((one) => one.open && !one.contains(sender))
  const at = old.contains(document.activeElement) ? document.activeElement : null
  const href = at?.getAttribute("href"), same = at?.id ? `#${CSS.escape(at.id)}` : href && `[href="${CSS.escape(href)}"]`
  return () => {
    made.querySelectorAll("details").forEach((one, i) => { if (open[i]) one.open = true })
    if (same) made.querySelector(same)?.focus({ preventScroll: true })
  }
}

function isBusy(entry) {
  const at = document.activeElement
  if (entry.contains(at) && at.matches("input, textarea, select, [contenteditable]")) return true
  return [...entry.querySelectorAll("input:not([type=hidden]), textarea")].some((field) => field.value !== field.defaultValue)
}

// Secrets of forms are written anew each time; classes of HTMX and opened details come and go.
function plain(entry) {
  return entry.outerHTML.replace(/(name="csrfmiddlewaretoken" value=")[^"]*/g, "$1").replace(/ ?htmx-\w+/g, "").replace(/ (class|open)=""/g, "")
}

import { debounce } from "./behave.js"

// Elements with data-live="topic" hear "live" when it changes, and fetch themselves again (hx-trigger="live"). data-since
// is the place in the ledger at which each was rendered: what happened behind it is told at once.
let source = null, open = "", at = ""
const waiting = new Set(), heard = new WeakSet()
const lives = () => [...document.querySelectorAll("[data-live]")]

const tell = debounce(150, () => {
  for (const element of lives()) if (waiting.has("*") || waiting.has(element.dataset.live)) htmx.trigger(element, "live")
  waiting.clear()
})

function listen() {
  const found = lives(), fresh = found.filter((one) => !heard.has(one))
  const topics = [...new Set(found.map((one) => one.dataset.live))].sort().join(",")
  if (source && topics === open && !fresh.length) return
  leave()
  // A browser keeps six connections to a house: those that nobody looks at are not for listening.
  if (!topics || document.hidden) return
  const since = [at, ...fresh.map((one) => one.dataset.since)].filter(Boolean).sort(byPlace)[0]
  fresh.forEach((one) => heard.add(one))
  open = topics
  at = since || ""
  source = new EventSource(`/live?${new URLSearchParams({ topics, ...(since && { since }) })}`)
  source.addEventListener("open", (event) => { at ||= event.lastEventId || "" })
  source.addEventListener("changed", (event) => { at = event.lastEventId; JSON.parse(event.data).topics.forEach((topic) => waiting.add(topic)); tell() })
  source.addEventListener("stale", (event) => { at = event.lastEventId; waiting.add("*"); tell() })
}

function leave() {
  source?.close()
  source = null; open = ""
}

function byPlace(one, other) {
  const [a, b] = [one, other].map((place) => place.split("-").map(Number))
  return a[0] - b[0] || a[1] - b[1]
}

addEventListener("pagehide", leave)
addEventListener("pageshow", listen)
document.addEventListener("visibilitychange", () => (document.hidden ? leave() : listen()))
for (const name of ["htmx:afterSettle", "renewed"]) document.addEventListener(name, debounce(100, listen))
listen()

import { debounce } from "./behave.js"

// Elements with data-live="topic" hear "live" when it changes, and fetch themselves again (hx-trigger="live").
let source, open = ""
const waiting = new Set()

const tell = debounce(150, () => {
  for (const element of document.querySelectorAll("[data-live]")) {
    const concerned = waiting.has("*") || waiting.has(element.dataset.live)
    const busy = element.contains(document.activeElement) && document.activeElement.matches("input, textarea, select")
    if (concerned && !busy) htmx.trigger(element, "live")
  }
  waiting.clear()
})

function listen() {
  const topics = [...new Set([...document.querySelectorAll("[data-live]")].map((one) => one.dataset.live))].sort().join(",")
  if (topics === open) return
  source?.close()
  open = topics
  if (!topics) return
  source = new EventSource(`/live?topics=${encodeURIComponent(topics)}`)
  source.addEventListener("changed", (event) => { JSON.parse(event.data).topics.forEach((topic) => waiting.add(topic)); tell() })
  source.addEventListener("stale", () => { waiting.add("*"); tell() })
}

addEventListener("pagehide", () => { source?.close(); open = "" })
addEventListener("pageshow", listen)
document.addEventListener("htmx:afterSettle", debounce(100, listen))
listen()

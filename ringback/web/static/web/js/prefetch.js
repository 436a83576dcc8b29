import { behaviour } from "./behave.js"

// The next ticket of the list is fetched before anybody asks, and kept in memory for half a minute.
const kept = new Map()
const LIFE = 30000

behaviour("prefetch", () => setTimeout(() => {
  const next = document.querySelector(".column .row[aria-current]")?.closest("li")?.nextElementSibling?.querySelector("a.row")
  if (next && !kept.has(next.href)) fetchPart(next.href)
}, 600))

async function fetchPart(href) {
  const answer = await fetch(href, { headers: { "HX-Request": "true", "HX-Target": "pane" } }).catch(() => null)
  if (!answer?.ok) return
  kept.set(href, await answer.text())
  setTimeout(() => kept.delete(href), LIFE)
}

document.addEventListener("click", (event) => {
  const row = event.target.closest?.(".column a.row")
  if (!row || event.ctrlKey || event.metaKey || event.shiftKey || !kept.has(row.href)) return
  event.preventDefault(); event.stopImmediatePropagation()
  const text = kept.get(row.href)
  kept.delete(row.href)
  htmx.swap("#pane", text, { swapStyle: "outerHTML", show: "none" })
  history.pushState({ htmx: true }, "", row.href)
  row.dispatchEvent(new CustomEvent("row:opened", { bubbles: true }))
}, true)

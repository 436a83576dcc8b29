import { behaviour } from "./behave.js"
import { keysAreOff } from "./keys.js"

// j and k walk along rows; the row of the open ticket is marked, whoever opened it.
const rows = () => [...document.querySelectorAll("a.row")].filter((row) => row.offsetParent)
const current = () => rows().find((row) => row.pathname === location.pathname)

function mark() {
  for (const row of rows()) row.pathname === location.pathname ? row.setAttribute("aria-current", "true") : row.removeAttribute("aria-current")
}

behaviour("rows", (list) => {
  mark()
  // A list that is renewed stays as long as it was made with "More". What was asked for before it grew, or comes while it
  // is about to, would take that back: it is asked for again.
  let asked = 0, again = false
  const length = () => list.querySelectorAll("a.row").length, grows = () => list.querySelector(".list-foot .htmx-request")
  list.addEventListener("htmx:configRequest", (event) => { if (event.target === list) asked = event.detail.parameters.shown = length() })
  list.addEventListener("htmx:beforeOnLoad", (event) => {
    if (event.target !== list || (asked === length() && !grows())) return
    event.preventDefault()
    again = true
  })
  list.addEventListener("htmx:afterRequest", () => {
    if (!again || grows()) return
    again = false
    setTimeout(() => htmx.trigger(list, "live"))
  })
})
document.addEventListener("renewed", mark)
document.addEventListener("row:opened", () => { mark(); current()?.scrollIntoView({ block: "nearest" }) })
document.addEventListener("htmx:pushedIntoHistory", mark)
addEventListener("popstate", () => setTimeout(mark))
document.addEventListener("keydown", (event) => {
  const step = { j: 1, k: -1 }[event.key]
  if (!step || keysAreOff() || event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea, select, [contenteditable], dialog")) return
  const all = rows(), from = all.indexOf(document.activeElement.closest?.("a.row") || current())
  const next = all[from + step] ?? (from < 0 ? all[0] : null)
  if (!next) return
  event.preventDefault()
  next.focus()
  if (next.closest(".column")) next.click()
})

import { behaviour } from "./behave.js"
import { exchange, recall } from "./exchange.js"

// A part that is fetched again keeps what the server says as before, with all that was opened in it (exchange.js).
// Entries in which somebody writes are left alone; their turn comes when they are left.
let sender = null
document.addEventListener("htmx:beforeSwap", (event) => { sender = event.detail.requestConfig?.elt }, true)

behaviour("keyed", (part) => {
  let late = false
  const renew = (event, fresh) => {
    event.detail.shouldSwap = false
    late = exchange(part, fresh, sender)
    part.dispatchEvent(new CustomEvent("renewed", { bubbles: true }))
  }
  recall(part)
  part.addEventListener("htmx:oobBeforeSwap", (event) => { if (event.target === part) renew(event, event.detail.fragment) })
  part.addEventListener("htmx:beforeSwap", (event) => {
    const { target, shouldSwap, swapOverride, serverResponse } = event.detail
    const how = swapOverride || sender?.getAttribute("hx-swap")
    if (target === part && shouldSwap && how !== "none") renew(event, parsed(serverResponse))
  })
  part.addEventListener("focusout", () => setTimeout(() => {
    const live = part.matches("[data-live]") ? part : part.querySelector("[data-live]")
    if (late && live) htmx.trigger(live, "live")
  }))
})

function parsed(html) {
  return Object.assign(document.createElement("template"), { innerHTML: html }).content
}

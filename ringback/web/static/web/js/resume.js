import { behaviour } from "./behave.js"

// Whoever wrote in a part that is replaced goes on at its chosen tab, not at the top of the page.
behaviour("resume", (part) => {
  let sent = false
  part.addEventListener("htmx:beforeRequest", () => { sent = true })
  part.addEventListener("htmx:load", () => {
    if (sent && document.activeElement === document.body) part.querySelector('[role="tab"][aria-selected="true"]')?.focus({ preventScroll: true })
    sent = false
  })
})

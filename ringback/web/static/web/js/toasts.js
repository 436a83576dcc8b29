import { behaviour } from "./behave.js"
import { say } from "./words.js"

// What the server says once: beside the form that was sent when it is a refusal, in the corner otherwise.
let sender

behaviour("toasts", () => {
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    sender = event.detail.elt.closest("form")
    const place = sender?.querySelector("[data-problems]")
    if (place) place.textContent = ""
  })
  document.body.addEventListener("desk:said", (event) => {
    const { text, kind } = event.detail
    const place = kind === "refusal" && sender?.isConnected && sender.querySelector("[data-problems]")
    if (place) place.textContent = text
    else toast(text, kind)
  })
  document.body.addEventListener("htmx:sendError", () => toast(say("offline"), "error"))
  document.body.addEventListener("htmx:responseError", (event) => {
    if (!event.detail.xhr.getResponseHeader("HX-Trigger")) toast(say("failed"), "error")
  })
})

function toast(text, kind) {
  const made = Object.assign(document.createElement("div"), { className: `toast ${kind}`, textContent: text })
  const close = Object.assign(document.createElement("button"), { type: "button", textContent: "×" })
  close.setAttribute("aria-label", say("close"))
  close.addEventListener("click", () => made.remove())
  made.append(close)
  document.querySelector("[data-toasts]").append(made)
  setTimeout(() => made.remove(), kind === "said" ? 4000 : 9000)
}

import { saved } from "./autosave.js"
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
    const { text, kind, undo, seconds } = event.detail
    const place = kind === "refusal" && sender?.isConnected && sender.querySelector("[data-problems]")
    if (place) place.textContent = text
    else if (undo) takenBack(toast(text, kind, seconds * 1000), undo, seconds)
    else toast(text, kind)
  })
  document.body.addEventListener("htmx:sendError", () => toast(say("offline"), "error"))
  document.body.addEventListener("htmx:responseError", (event) => {
    if (!event.detail.xhr.getResponseHeader("HX-Trigger")) toast(say("failed"), "error")
  })
})

// For so many seconds a button takes back what was done; it counts down, and works by keyboard (z).
function takenBack(made, undo, seconds) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn" })
  button.dataset.key = "z"
  button.setAttribute("aria-live", "off") // or every second is read out
  const left = (n) => { button.textContent = say("undo", n) }
  left(seconds)
  const until = Date.now() + seconds * 1000
  const tick = setInterval(() => {
    if (!made.isConnected) clearInterval(tick)
    else left(Math.max(0, Math.ceil((until - Date.now()) / 1000)))
  }, 250)
  button.addEventListener("click", async () => {
    made.remove()
    await saved() // what was begun since stands below what comes back
    htmx.ajax("POST", undo, { source: document.body, swap: "none" })
  })
  made.querySelector("button").before(button)
}

function toast(text, kind, stays = kind === "said" ? 4000 : 9000) {
  const made = Object.assign(document.createElement("div"), { className: `toast ${kind}`, textContent: text })
  const close = Object.assign(document.createElement("button"), { type: "button", textContent: "×" })
  close.setAttribute("aria-label", say("close"))
  close.addEventListener("click", () => made.remove())
  made.append(close)
  document.querySelector("[data-toasts]").append(made)
  setTimeout(() => made.remove(), stays)
  return made
}

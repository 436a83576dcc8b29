import { behaviour } from "./behave.js"

// One key presses, opens or focuses what carries it as data-key; nothing happens while somebody types, or where they are
// switched off (body[data-keys=off]).
export const keysAreOff = () => document.body.dataset.keys === "off"

behaviour("keys", () => {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]")
    if (event.key === "Escape" && typing) { event.target.blur(); return }
    if (keysAreOff() || typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return
    const found = [...document.querySelectorAll(`[data-key="${CSS.escape(event.key)}"]`)].find((one) => one.offsetParent || one.hidden)
    if (!found) return
    event.preventDefault()
    if (found.matches("input, select, textarea")) { found.focus(); found.select?.() } else found.click()
  })
})

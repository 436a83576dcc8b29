import { behaviour } from "./behave.js"

// A <details> that closes when one clicks or tabs elsewhere, or on Escape.
behaviour("menu", (menu) => {
  const close = (event) => { if (!menu.contains(event.target)) menu.open = false }
  menu.addEventListener("toggle", () => {
    for (const kind of ["pointerdown", "focusin"]) document[menu.open ? "addEventListener" : "removeEventListener"](kind, close)
  })
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return
    menu.open = false
    menu.querySelector("summary").focus()
  })
})

import { behaviour } from "./behave.js"

// data-opens="id" opens a dialog; a click beside it closes it.
document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-opens]")
  if (opener) document.getElementById(opener.dataset.opens)?.showModal()
})
behaviour("dialog", (dialog) => dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close() }))

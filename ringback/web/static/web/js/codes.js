import { behaviour } from "./behave.js"

// Keeping what a page shows once: as a file (data-name) with the text of the element that data-from names, or on paper.
behaviour("save-text", (button) => {
  button.hidden = false
  button.addEventListener("click", () => {
    const text = document.querySelector(button.dataset.from).textContent
    const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }))
    Object.assign(document.createElement("a"), { href: address, download: button.dataset.name }).click()
    setTimeout(() => URL.revokeObjectURL(address), 10000)
  })
})

behaviour("print", (button) => {
  button.hidden = false
  button.addEventListener("click", () => window.print())
})

import { behaviour } from "./behave.js"
import { ask, chip, suggest } from "./suggest.js"

// Colleagues and teams to tell: each becomes a hidden field "mention". An @ in the text leads here.
behaviour("mentions", (box) => {
  const input = box.querySelector("input")
  const form = box.closest("form")
  suggest(input, (typed) => ask(box.dataset.suggest, typed.replace(/^@/, "")), (entry) => {
    input.value = ""
    if (form.querySelector(`input[name="mention"][value="${CSS.escape(entry.value)}"]`)) return
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "mention", value: entry.value })
    const made = chip(entry.label, false, () => {})
    made.append(field)
    input.before(made)
  })
  input.addEventListener("input", (event) => event.stopPropagation())
  form.addEventListener("keydown", (event) => {
    if (event.key === "@" && event.target !== input && !event.target.matches("input")) {
      event.preventDefault(); input.focus()
    }
  })
})

import { behaviour } from "./behave.js"
import { chip } from "./chip.js"
import { ask, suggest } from "./suggest.js"
import { say } from "./words.js"

// Colleagues and teams to tell: each becomes a hidden field "mention". An @ that begins a word in the text leads here,
// and whoever is picked then stands behind it; a blank leads back.
behaviour("mentions", (box) => {
  const input = box.querySelector("input:not([type=hidden])")
  const form = box.closest("form")
  let back = null
  const changed = () => form.dispatchEvent(new Event("input", { bubbles: true }))
  const tell = (field, label) => {
    const made = chip(label, false, changed)
    made.append(field)
    input.before(made)
  }
  const leave = (words = "") => {
    const at = back
    back = null; input.value = ""; input.setCustomValidity("")
    at?.()
    if (at && words) document.execCommand("insertText", false, words)
  }
  box.querySelectorAll("input[type=hidden]").forEach((field) => tell(field, field.dataset.label))
  suggest(input, (typed) => ask(box.dataset.suggest, typed.replace(/^@/, "")), ({ value, label }) => {
    if (!form.querySelector(`input[name="mention"][value="${CSS.escape(value)}"]`)) {
      tell(Object.assign(document.createElement("input"), { type: "hidden", name: "mention", value }), label)
      changed()
    }
    leave(`${label} `)
  })
  input.addEventListener("input", (event) => {
    event.stopPropagation()
    // A name that nobody was picked for would be lost without a word.
    input.setCustomValidity(input.value.trim() ? say("pick") : "")
  })
  input.addEventListener("blur", () => { back = null })
  input.addEventListener("keydown", (event) => {
    const sends = event.ctrlKey || event.metaKey
    if (event.key === "Enter" && !sends) event.preventDefault()
    if (back && !input.value && [" ", "Escape", "Backspace"].includes(event.key)) { event.preventDefault(); event.stopPropagation(); leave(event.key === " " ? " " : "") }
  })
  form.addEventListener("input", (event) => {
    if (event.data !== "@" || event.target === input || !beginsWord(event.target)) return
    const field = event.target, caret = field.isContentEditable && getSelection().getRangeAt(0).cloneRange()
    input.focus()
    back = () => { field.focus(); if (caret) { getSelection().removeAllRanges(); getSelection().addRange(caret) } }
  })
})

// Whether nothing or a blank stands before the sign just typed.
function beginsWord(field) {
  if (!field.isContentEditable) return /(^|\s)@$/.test(field.value.slice(0, field.selectionStart))
  const { anchorNode: node, anchorOffset: at } = getSelection()
  const before = at > 1 ? node.textContent.slice(0, at - 1) : node.previousSibling?.textContent || ""
  return /(^|\s)$/.test(before)
}

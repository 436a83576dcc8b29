import { behaviour } from "./behave.js"

// A form that is sent as soon as something in it is chosen. Keys step through the choices one by one, so what they reach is
// sent on Enter or when one goes on, and forgotten on Escape; a choice that needs a reason waits for it.
behaviour("auto-send", (form) => {
  if (form.tagName !== "FORM" || form.method === "get") return
  const reason = form.querySelector("[data-reason]")
  const asking = form.querySelector("[data-asks-reason]")
  const state = () => JSON.stringify([...new FormData(form)])
  let sent = state(), key = ""
  const lacking = () => {
    const needed = asking?.selectedOptions[0]?.dataset.category === asking?.dataset.asksReason
    reason?.toggleAttribute("data-needed", needed)
    return reason && needed && !reason.value
  }
  const back = () => { if (form.querySelector("select")) form.reset(); lacking(); sent = state() }
  const send = () => {
    if (lacking()) reason.focus()
    else if (state() !== sent) { sent = state(); form.requestSubmit() }
  }
  form.addEventListener("pointerdown", () => { key = "" })
  form.addEventListener("keydown", (event) => {
    key = event.key
    if (key === "Escape") back()
    if (key !== "Enter" || !event.target.matches("select, input")) return
    event.preventDefault()
    send()
  })
  form.addEventListener("change", (event) => {
    if (key && key !== "Enter") lacking()
    else send()
  })
  form.addEventListener("focusout", (event) => {
    // Where the whole window lost the focus, the choice is not over.
    if (form.contains(event.relatedTarget) || form.contains(document.activeElement)) return
    if (lacking()) back()
    else send()
  })
  form.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) settle(form); else back() })
})

// What was taken is what a reset goes back to.
function settle(form) {
  for (const field of form.elements) {
    for (const option of field.options || []) option.defaultSelected = option.selected
    if (field.matches("input:not([type=hidden])")) field.defaultValue = field.value
  }
}

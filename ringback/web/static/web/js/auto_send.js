import { behaviour } from "./behave.js"

// A form that is sent as soon as something in it is chosen. A choice that needs a reason waits for it.
behaviour("auto-send", (form) => {
  if (form.tagName !== "FORM" || form.method === "get") return
  const reason = form.querySelector("[data-reason]")
  form.addEventListener("change", (event) => {
    const asks = event.target.dataset.asksReason
    if (asks && reason) {
      const needed = event.target.selectedOptions[0]?.dataset.category === asks
      reason.hidden = !needed
      if (needed && !reason.value) { reason.focus(); return }
    }
    form.requestSubmit()
  })
})

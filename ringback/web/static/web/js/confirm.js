import { say } from "./words.js"

// A form with data-confirm asks before it is sent.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset?.confirm
  if (!question || event.target.confirmed) return
  event.preventDefault(); event.stopImmediatePropagation()
  const dialog = document.createElement("dialog")
  const body = Object.assign(document.createElement("div"), { className: "sheet-body" })
  const row = Object.assign(document.createElement("div"), { className: "btns" })
  const yes = Object.assign(document.createElement("button"), { className: "btn go", textContent: say("ok") })
  const no = Object.assign(document.createElement("button"), { className: "btn", textContent: say("cancel") })
  yes.addEventListener("click", () => { event.target.confirmed = true; dialog.close(); event.target.requestSubmit(event.submitter) })
  no.addEventListener("click", () => dialog.close())
  dialog.addEventListener("close", () => dialog.remove())
  row.append(no, yes)
  body.append(Object.assign(document.createElement("p"), { textContent: question }), row)
  dialog.append(body)
  document.body.append(dialog)
  dialog.showModal()
}, true)

import { behaviour, debounce, post } from "./behave.js"
import { say } from "./words.js"

const saving = new Set()

// Resolves when all that was typed is kept: for what is about to renew the form.
export const saved = () => Promise.all([...saving].map((save) => save()))

// What is typed in the form is kept on the server: data-draft is where.
behaviour("autosave", (form) => {
  const shown = form.querySelector("[data-saved]")
  const version = form.elements.version
  let dirty = false, sent = false
  const body = () => {
    const data = new FormData(form)
    data.delete("upload"); data.delete("status")
    return data
  }
  const keep = async () => {
    if (!form.isConnected) saving.delete(save)
    if (!dirty || sent || !form.isConnected) return
    dirty = false
    const answer = await post(form.dataset.draft, body()).catch(() => null)
    if (answer?.ok) {
      version.value = (await answer.json()).version
      shown.textContent = say("saved")
    } else {
      dirty = answer?.status !== 409
      shown.textContent = answer?.status === 409 ? say("elsewhere") : say("unsaved")
    }
  }
  let last = Promise.resolve()
  const save = () => (last = last.then(keep))
  saving.add(save)
  const later = debounce(900, save)
  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return
    dirty = true; sent = false; shown.textContent = "…"
    later()
  })
  form.addEventListener("submit", () => { sent = true })
  form.addEventListener("htmx:afterRequest", (event) => { if (event.target === form) sent = false })
  addEventListener("pagehide", () => { if (dirty && form.isConnected && !sent) post(form.dataset.draft, body(), { keepalive: true }) })
  form.addEventListener("keydown", (event) => {
    // Clicked, not submitted: HTMX knows only from a click which button it was, and with it the status.
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.querySelector("[data-send]").click()
  })
})

import { behaviour, token } from "./behave.js"
import { say } from "./words.js"

// How many files of a form are on their way.
const away = new WeakMap()

// Send files to data-files of the form. Gives the answer, or null after it was said beside the form what went wrong.
export function sendUp(form, files, more = {}) {
  const data = new FormData()
  for (const file of files) data.append("upload", file)
  for (const [name, value] of Object.entries(more)) data.append(name, value)
  begin(form)
  return new Promise((resolve) => {
    const ask = new XMLHttpRequest()
    const bar = form.querySelector("[data-progress]")
    ask.open("POST", form.dataset.files)
    ask.setRequestHeader("X-CSRFToken", token())
    ask.setRequestHeader("HX-Request", "true")
    ask.upload.addEventListener("progress", (event) => { bar.value = event.lengthComputable ? (100 * event.loaded) / event.total : 50 })
    ask.addEventListener("loadend", () => {
      end(form)
      const plain = ask.getResponseHeader("Content-Type")?.startsWith("text/plain")
      if (ask.status !== 200) problems(form, (plain && ask.responseText) || say("upload"))
      resolve(ask.status === 200 ? ask.responseText : null)
    })
    ask.send(data)
  })
}

export function problems(form, text) { form.querySelector("[data-problems]").textContent = text }

function begin(form) {
  problems(form, "")
  away.set(form, (away.get(form) || 0) + 1)
  Object.assign(form.querySelector("[data-progress]"), { value: 0, hidden: false })
}

function end(form) {
  away.set(form, away.get(form) - 1)
  form.querySelector("[data-progress]").hidden = !away.get(form)
}

// Whoever sends now would send without them.
document.addEventListener("submit", (event) => {
  if (!away.get(event.target)) return
  event.preventDefault(); event.stopImmediatePropagation()
  problems(event.target, say("away"))
}, true)

// Files go up as soon as they are chosen or dropped: data-files is where. Each comes back as an entry of [data-list].
// What the editor has taken for itself it has prevented.
behaviour("upload", (form) => {
  const input = form.querySelector('input[name="upload"]')
  const list = form.querySelector("[data-list]")
  const send = async (files) => {
    const made = files.length ? await sendUp(form, files) : null
    if (made !== null) { list.insertAdjacentHTML("beforeend", made); htmx.process(list) }
  }
  input.addEventListener("change", () => { send([...input.files]); input.value = "" })
  for (const kind of ["dragenter", "dragover"]) form.addEventListener(kind, (event) => { event.preventDefault(); form.classList.add("drop") })
  for (const kind of ["dragleave", "drop"]) form.addEventListener(kind, () => form.classList.remove("drop"))
  const taken = (event, files) => { if (!event.defaultPrevented && files.length) { event.preventDefault(); send([...files]) } }
  form.addEventListener("drop", (event) => { taken(event, event.dataTransfer.files); event.preventDefault() })
  form.addEventListener("paste", (event) => taken(event, event.clipboardData.files))
})

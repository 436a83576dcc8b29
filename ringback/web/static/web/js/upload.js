import { behaviour, token } from "./behave.js"
import { say } from "./words.js"

// Files go up as soon as they are chosen or dropped: data-files is where. Each comes back as an entry of [data-list].
behaviour("upload", (form) => {
  const input = form.querySelector('input[type="file"]')
  const bar = form.querySelector("[data-progress]")
  const list = form.querySelector("[data-list]")
  const send = (files) => {
    if (!files.length) return
    const data = new FormData()
    for (const file of files) data.append("upload", file)
    const ask = new XMLHttpRequest()
    ask.open("POST", form.dataset.files)
    ask.setRequestHeader("X-CSRFToken", token())
    ask.setRequestHeader("HX-Request", "true")
    ask.upload.addEventListener("progress", (event) => { bar.value = event.lengthComputable ? (100 * event.loaded) / event.total : 50 })
    ask.addEventListener("loadend", () => {
      bar.hidden = true
      if (ask.status === 200) { list.insertAdjacentHTML("beforeend", ask.responseText); htmx.process(list) }
      else form.querySelector("[data-problems]").textContent = ask.responseText || say("upload")
    })
    bar.value = 0; bar.hidden = false
    ask.send(data)
  }
  input.addEventListener("change", () => { send([...input.files]); input.value = "" })
  for (const kind of ["dragenter", "dragover"]) form.addEventListener(kind, (event) => { event.preventDefault(); form.classList.add("drop") })
  for (const kind of ["dragleave", "drop"]) form.addEventListener(kind, () => form.classList.remove("drop"))
  form.addEventListener("drop", (event) => { event.preventDefault(); send([...event.dataTransfer.files]) })
  form.addEventListener("paste", (event) => { if (event.clipboardData.files.length) { event.preventDefault(); send([...event.clipboardData.files]) } })
})

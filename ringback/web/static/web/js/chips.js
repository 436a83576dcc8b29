import { behaviour } from "./behave.js"
import { chip } from "./chip.js"
import { ask, suggest } from "./suggest.js"

// Recipients as chips over a plain field of addresses with commas, which is what gets sent.
behaviour("chips", (box) => {
  const kept = box.querySelector("input")
  const typing = kept.cloneNode()
  typing.removeAttribute("name"); typing.value = ""
  kept.type = "hidden"; kept.removeAttribute("id")
  box.append(typing)
  let all = split(kept.value)
  const changed = () => { kept.value = all.join(", "); kept.dispatchEvent(new Event("input", { bubbles: true })) }
  const draw = () => {
    box.querySelectorAll(".chip").forEach((old) => old.remove())
    for (const one of all) typing.before(chip(one.replace(/^"(.*)" </, "$1 <"), !/.@./.test(one), () => { all = all.filter((other) => other !== one); changed() }))
  }
  const add = (text) => {
    const fresh = split(text).filter((one) => !all.includes(one))
    typing.value = ""
    if (fresh.length) { all.push(...fresh); draw(); changed() }
  }
  suggest(typing, (typed) => (box.dataset.suggest ? ask(box.dataset.suggest, typed) : []), (entry) => add(entry.value))
  typing.addEventListener("keydown", (event) => {
    const ends = ["Enter", ",", ";"].includes(event.key), sends = event.ctrlKey || event.metaKey
    if (ends && !sends) event.preventDefault()
    if (ends && typing.value.trim()) add(typing.value)
    if (event.key === "Backspace" && !typing.value && all.length) { all.pop(); draw(); changed() }
  })
  typing.addEventListener("blur", () => typing.value.trim() && add(typing.value))
  typing.addEventListener("input", (event) => event.stopPropagation())
  draw()
})

function split(text) {
  return (text.match(/(?:"[^"]*"|[^,;"])+/g) || []).map((one) => one.trim()).filter(Boolean)
}

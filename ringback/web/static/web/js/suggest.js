import { say } from "./words.js"

// A list of suggestions below a field, by arrows, Enter or a click. `found` gives {value, label} for what is typed.
export function suggest(input, found, choose) {
  let box, at = 0, asked = 0
  const close = () => { box?.remove(); box = null }
  const mark = () => box.querySelectorAll("button").forEach((button, i) => button.setAttribute("aria-selected", i === at))
  const open = (entries) => {
    close()
    if (!entries.length || document.activeElement !== input) return
    box = document.createElement("div")
    box.className = "suggest"; box.setAttribute("role", "listbox")
    for (const entry of entries) {
      const button = document.createElement("button")
      button.type = "button"; button.tabIndex = -1; button.textContent = entry.label; button.setAttribute("role", "option")
      button.addEventListener("mousedown", (event) => { event.preventDefault(); choose(entry); close() })
      button.entry = entry
      box.append(button)
    }
    at = 0; mark()
    input.parentElement.append(box)
  }
  input.addEventListener("input", async () => {
    const now = ++asked, entries = input.value.trim().length > 1 ? await found(input.value.trim()) : []
    if (now === asked) open(entries)
  })
  input.addEventListener("blur", close)
  input.addEventListener("keydown", (event) => {
    if (!box) return
    const buttons = box.querySelectorAll("button")
    if (event.key === "ArrowDown" || event.key === "ArrowUp") at = (at + (event.key === "ArrowDown" ? 1 : -1) + buttons.length) % buttons.length
    else if (event.key === "Enter" || event.key === "Tab") { choose(buttons[at].entry); close() }
    else if (event.key === "Escape") close()
    else return
    event.preventDefault(); event.stopImmediatePropagation()
    if (box) mark()
  }, true)
}

export async function ask(url, typed) {
  const answer = await fetch(`${url}?q=${encodeURIComponent(typed)}`).catch(() => null)
  return answer?.ok ? (await answer.json()).found : []
}

export function chip(text, odd, remove) {
  const made = document.createElement("span")
  made.className = odd ? "chip odd" : "chip"
  made.append(Object.assign(document.createElement("span"), { textContent: text, dir: "auto" }))
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: "×" })
  button.setAttribute("aria-label", say("remove", text))
  button.addEventListener("click", () => { made.remove(); remove() })
  made.append(button)
  return made
}

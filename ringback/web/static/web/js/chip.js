import { say } from "./words.js"

// One of several names in a field, with a button that takes it out.
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

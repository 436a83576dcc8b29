let made = 0

// A list of suggestions below a field, by arrows, Enter or a click. `found` gives {value, label} for what is typed.
export function suggest(input, found, choose) {
  const id = `suggest-${++made}`
  let box, entries = [], at = 0, asked = 0
  const tell = (attributes) => { for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value) }
  const close = () => { box?.remove(); box = null; tell({ "aria-expanded": false }); input.removeAttribute("aria-activedescendant") }
  const mark = () => {
    ;[...box.children].forEach((option, i) => option.setAttribute("aria-selected", i === at))
    tell({ "aria-activedescendant": `${id}-${at}` })
    box.children[at].scrollIntoView({ block: "nearest" })
  }
  const pick = (entry) => { close(); choose(entry) }
  const open = (offered) => {
    close()
    entries = offered
    if (!entries.length || document.activeElement !== input) return
    box = element("div", { id, className: "suggest" }, { role: "listbox", "aria-label": input.labels[0]?.textContent || "" })
    box.append(...entries.map((entry, i) => {
      const option = element("div", { id: `${id}-${i}`, textContent: entry.label }, { role: "option", dir: "auto" })
      option.addEventListener("mousedown", (event) => { event.preventDefault(); pick(entry) })
      return option
    }))
    at = 0
    input.parentElement.append(box)
    tell({ "aria-expanded": true })
    mark()
  }
  tell({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": false, "aria-controls": id })
  input.addEventListener("input", async () => {
    const now = ++asked, typed = input.value.trim(), offered = typed.length > 1 ? await found(typed) : []
    if (now === asked) open(offered)
  })
  input.addEventListener("blur", close)
  input.addEventListener("keydown", (event) => {
    if (!box) return
    if (event.key === "ArrowDown" || event.key === "ArrowUp") at = (at + (event.key === "ArrowDown" ? 1 : -1) + entries.length) % entries.length
    else if (event.key === "Enter" || event.key === "Tab") pick(entries[at])
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

function element(name, properties, attributes) {
  const one = Object.assign(document.createElement(name), properties)
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value)
  return one
}

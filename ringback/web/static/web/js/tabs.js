import { behaviour } from "./behave.js"

// Of several panels one is on; without script all of them are.
behaviour("tabs", (box) => {
  const tabs = [...box.querySelectorAll("[data-tab]")]
  const show = (name, focus) => {
    box.dataset.kind = name
    for (const tab of tabs) tab.setAttribute("aria-selected", tab.dataset.tab === name)
    for (const panel of box.querySelectorAll("[data-panel]")) panel.toggleAttribute("data-on", panel.dataset.panel === name)
    const area = box.querySelector(`[data-panel="${name}"] textarea`)
    if (focus) area?.focusEditor ? area.focusEditor() : area?.focus()
  }
  for (const tab of tabs) {
    tab.addEventListener("click", () => show(tab.dataset.tab, true))
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
      if (step) tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length].focus()
    })
  }
})

import { behaviour } from "./behave.js"

// Of several panels one is on; without script all of them are.
behaviour("tabs", (box) => {
  const tabs = [...box.querySelectorAll("[data-tab]")]
  const chosen = () => tabs.find((tab) => tab.getAttribute("aria-selected") === "true")
  for (const tab of tabs) tab.tabIndex = tab === chosen() ? 0 : -1
  const show = (name, focus) => {
    box.dataset.kind = name
    for (const tab of tabs) { tab.setAttribute("aria-selected", tab.dataset.tab === name); tab.tabIndex = tab.dataset.tab === name ? 0 : -1 }
    for (const panel of box.querySelectorAll("[data-panel]")) panel.toggleAttribute("data-on", panel.dataset.panel === name)
    const area = box.querySelector(`[data-panel="${name}"] textarea`)
    if (focus) area?.focusEditor ? area.focusEditor() : area?.focus()
  }
  for (const tab of tabs) {
    tab.addEventListener("click", () => show(tab.dataset.tab, true))
    tab.addEventListener("keydown", (event) => {
      const on = getComputedStyle(box).direction === "rtl" ? -1 : 1
      const step = { ArrowRight: on, ArrowLeft: -on }[event.key]
      if (step) tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length].focus()
    })
  }
})

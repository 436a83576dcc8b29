import { behaviour } from "./behave.js"

// What was shown before the first word counts as seen; what comes later holds the reply back once.
behaviour("based-on", (field) => {
  const form = field.form
  const shown = (event) => {
    if (!field.isConnected) document.removeEventListener("thread:shown", shown)
    else if (!form.elements.html_or_text.value.trim() && !form.querySelector('[name="attached"]')) field.value = event.detail
  }
  document.addEventListener("thread:shown", shown)
})

import { behaviour, debounce } from "./behave.js"

// A part that scrolls by itself is found again where it was left: browsers remember only the page.
behaviour("remember", (part) => {
  const key = `scroll:${part.id || part.className}:${location.pathname}${location.search}`
  part.scrollTop = Number(sessionStorage.getItem(key)) || 0
  part.addEventListener("scroll", debounce(120, () => sessionStorage.setItem(key, part.scrollTop)))
})

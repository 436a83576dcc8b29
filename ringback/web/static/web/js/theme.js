import { behaviour } from "./behave.js"

// Light or dark, kept in a cookie so that the next page begins right.
behaviour("theme", (button) => button.addEventListener("click", () => {
  const root = document.documentElement
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches
  root.dataset.theme = dark ? "light" : "dark"
  document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`
}))

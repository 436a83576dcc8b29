import { behaviour } from "./behave.js"

// A link to the list goes back to the very list one came from.
behaviour("back", (link) => {
  const from = sessionStorage.getItem("list")
  if (from) link.href = from
})
if (/^\/tickets$/.test(location.pathname)) sessionStorage.setItem("list", location.pathname + location.search)

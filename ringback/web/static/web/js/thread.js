import { behaviour, post } from "./behave.js"

// A thread opens at what is new, else at its end, keeps its place when it is renewed, and says how far it was read.
behaviour("thread", (thread) => {
  const aim = location.hash && thread.querySelector(location.hash.replace(/[^#\w-]/g, ""))
  const fresh = aim || thread.querySelector("[data-new]")
  fresh ? fresh.scrollIntoView({ block: "start" }) : (thread.scrollTop = thread.scrollHeight)
  read(thread)
  let low = true
  thread.addEventListener("scroll", () => { low = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80 })
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.target !== thread) return
    if (low) thread.scrollTop = thread.scrollHeight
    read(thread)
  })
})

function read(thread) {
  const newest = thread.querySelector("[data-newest]")?.dataset.newest
  if (!newest || newest === thread.dataset.readTo || document.visibilityState !== "visible") return
  thread.dataset.readTo = newest
  post(thread.dataset.read, new URLSearchParams({ message: newest })).catch(() => {})
}

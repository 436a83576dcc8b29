import { behaviour, post } from "./behave.js"

// A thread opens at what is new, else at its end, keeps its place when it is renewed, and says how far it was read.
behaviour("thread", (thread) => {
  const aim = location.hash && thread.querySelector(location.hash.replace(/[^#\w-]/g, ""))
  const fresh = aim || thread.querySelector("[data-new]")
  fresh ? fresh.scrollIntoView({ block: "start" }) : (thread.scrollTop = thread.scrollHeight)
  read(thread)
  let low = true
  thread.addEventListener("scroll", () => { low = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80 })
  thread.addEventListener("renewed", () => {
    if (low) thread.scrollTop = thread.scrollHeight
    read(thread)
  })
  const seen = () => { if (thread.isConnected) read(thread); else document.removeEventListener("visibilitychange", seen) }
  document.addEventListener("visibilitychange", seen)
})

function read(thread) {
  const shown = thread.querySelector("[data-newest]")?.dataset
  const place = shown && `${shown.newest} ${shown.note}`
  if (!place || place === thread.dataset.readTo || document.visibilityState !== "visible") return
  thread.dataset.readTo = place
  document.dispatchEvent(new CustomEvent("thread:shown", { detail: shown.newest }))
  post(thread.dataset.read, new URLSearchParams({ message: shown.newest })).catch(() => {})
}

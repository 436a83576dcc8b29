// Behaviours attach to elements by data-behaves="name other"; each knows attributes, never pages.
const known = new Map()

export function behaviour(name, attach) { known.set(name, attach) }

// Attach what is named in `root` and not attached yet: at the start, and after every part that is renewed.
export function attachAll(root) {
  const found = root.querySelectorAll ? [...root.querySelectorAll("[data-behaves]")] : []
  for (const element of root.matches?.("[data-behaves]") ? [root, ...found] : found) {
    const attached = (element.attachedBehaviours ||= new Set())
    for (const name of element.dataset.behaves.split(" ")) {
      if (attached.has(name) || !known.has(name)) continue
      attached.add(name)
      known.get(name)(element)
    }
  }
}

export function token() {
  return JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || ""
}

export function post(url, body, more = {}) {
  return fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token(), "HX-Request": "true" }, ...more })
}

export function debounce(milliseconds, run) {
  let waiting
  return (...given) => { clearTimeout(waiting); waiting = setTimeout(() => run(...given), milliseconds) }
}

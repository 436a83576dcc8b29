import { say } from "./words.js"

// The pictures of a text, below it: what each shows is said here, and each can be taken out.
export function drawList(pad, address) {
  const list = Object.assign(document.createElement("ul"), { className: "pictures", hidden: true })
  const status = Object.assign(document.createElement("span"), { className: "unseen" })
  const rows = new Map()
  list.setAttribute("aria-label", say("pictures"))
  status.setAttribute("role", "status")
  const draw = (editor) => {
    if (!list.isConnected) pad.append(list, status)
    const found = new Map(placed(editor).map(({ node }) => [node.attrs.cid, node.attrs.alt]))
    for (const [cid, row] of rows) if (!found.has(cid)) { row.made.remove(); rows.delete(cid) }
    for (const [cid, alt] of found) {
      if (!rows.has(cid)) rows.set(cid, row(editor, cid, address(cid)))
      const { made, field, out } = rows.get(cid)
      if (field.value !== alt) field.value = alt
      out.setAttribute("aria-label", say("remove", alt))
      list.append(...(made.isConnected ? [] : [made]))
    }
    list.hidden = !found.size
  }
  return { draw, said: (name) => { status.textContent = say("added", name) } }
}

function row(editor, cid, source) {
  const made = document.createElement("li"), label = document.createElement("label")
  const field = Object.assign(document.createElement("input"), { className: "in small", maxLength: 300, dir: "auto" })
  const out = Object.assign(document.createElement("button"), { type: "button", className: "btn plain square", textContent: "×" })
  field.addEventListener("input", (event) => {
    event.stopPropagation()
    change(editor, cid, (step, pos) => step.setNodeAttribute(pos, "alt", field.value))
  })
  // Enter would send the form; with Ctrl it is meant to.
  field.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) event.preventDefault() })
  out.addEventListener("click", () => {
    change(editor, cid, (step, pos) => step.delete(pos, pos + 1))
    editor.view.focus()
  })
  label.append(Object.assign(document.createElement("span"), { textContent: say("describe") }), field)
  made.append(Object.assign(new Image(), { src: source, alt: "" }), label, out)
  return { made, field, out }
}

function placed(editor) {
  const found = []
  editor.state.doc.descendants((node, pos) => { if (node.type.name === "picture") found.push({ node, pos }) })
  return found
}

// From the last to the first, so that no place moves before its turn.
function change(editor, cid, how) {
  const step = editor.state.tr
  for (const { node, pos } of placed(editor).reverse()) if (node.attrs.cid === cid) how(step, pos)
  editor.view.dispatch(step)
}

import { drawList } from "./picture_list.js"
import { sendUp } from "./upload.js"

const KINDS = "image/png,image/jpeg,image/gif,image/webp"

// Pictures in a text: laid ready in the draft, shown from there, and written as <img data-cid> with the key of their
// file. `pad.dataset.pictures` is the address of the one called KEY. Null where the text takes none.
export function pictures(pad, html, parts) {
  if (!pad.dataset.pictures) return null
  const form = pad.closest("form")
  // Whatever else is pasted in names no file of this draft, and nobody would see it.
  const known = new Set([...html.matchAll(/data-cid="([^"]*)"/g)].map((found) => found[1]))
  const address = (cid) => pad.dataset.pictures.replace("KEY", encodeURIComponent(cid))
  let editor = null

  const put = async (files, at) => {
    const place = follow(editor, at)
    for (const file of files) {
      const laid = parsed(await sendUp(form, [file], { picture: "1" }))
      if (!laid || !form.isConnected) continue
      known.add(laid.key)
      editor.commands.insertContentAt(place.at(), { type: "picture", attrs: { cid: laid.key, alt: laid.name } }, { updateSelection: place.at() === editor.state.selection.from })
      list.said(laid.name)
      if (pad.contains(document.activeElement) || document.activeElement === document.body) editor.view.focus()
    }
    place.leave()
  }
  const list = drawList(pad, address)
  return {
    node: node(parts, known, address),
    handlePaste: (_view, event) => {
      const files = only(event.clipboardData)
      if (files.length) put(files, editor.state.selection.from)
      return files.length > 0
    },
    handleDrop: (view, event, _slice, moved) => {
      const files = moved ? [] : only(event.dataTransfer)
      if (files.length) put(files, view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? view.state.selection.from)
      return files.length > 0
    },
    attach: (made) => {
      editor = made
      list.draw(editor)
      editor.on("update", () => list.draw(editor))
    },
    button: () => button(pad, (files) => put(files, editor.state.selection.from)),
  }
}

function node(parts, known, address) {
  return parts.Node.create({
    name: "picture", group: "inline", inline: true, atom: true, draggable: true,
    addAttributes: () => ({
      cid: { default: "", parseHTML: (img) => img.dataset.cid, renderHTML: ({ cid }) => ({ "data-cid": cid }) },
      alt: { default: "" },
    }),
    parseHTML: () => [{ tag: "img[data-cid]", getAttrs: (img) => known.has(img.dataset.cid) && null }],
    renderHTML: ({ HTMLAttributes }) => ["img", HTMLAttributes],
    addNodeView: () => ({ node }) => {
      const dom = Object.assign(new Image(), { src: address(node.attrs.cid), alt: node.attrs.alt })
      const update = (fresh) => {
        if (fresh.type !== node.type || fresh.attrs.cid !== node.attrs.cid) return false
        dom.alt = fresh.attrs.alt
        return true
      }
      return { dom, update }
    },
  })
}

// The place in the text, whatever is written around it meanwhile.
function follow(editor, at) {
  const move = ({ transaction }) => { at = transaction.mapping.map(at) }
  editor.on("transaction", move)
  return { at: () => at, leave: () => editor.off("transaction", move) }
}

// Pictures and nothing else; office programs put a picture of the words beside the words.
function only(carried) {
  if (carried.getData("text/html") && carried.getData("text/plain").trim()) return []
  const files = [...carried.files]
  return files.every((file) => KINDS.split(",").includes(file.type)) ? files : []
}

function button(pad, take) {
  const made = pad.querySelector("[data-picture]")
  const chooser = Object.assign(document.createElement("input"), { type: "file", accept: KINDS, multiple: true })
  chooser.addEventListener("change", () => { take([...chooser.files]); chooser.value = "" })
  made.addEventListener("click", () => chooser.click())
  made.hidden = false
  return made
}

function parsed(answer) {
  try { return answer && JSON.parse(answer) } catch { return null }
}

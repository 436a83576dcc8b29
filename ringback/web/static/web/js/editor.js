import { behaviour } from "./behave.js"
import { pictures } from "./pictures.js"
import { say } from "./words.js"

// A plain field becomes an editor when it is first used; without script it stays a plain field.
behaviour("editor", (pad) => {
  const area = pad.querySelector("textarea")
  const start = async () => {
    area.removeEventListener("focus", start)
    const had = area.value
    const parts = await import(pad.dataset.editor).catch(() => null)
    if (parts && area.value === had) write(pad, area, parts)
  }
  if (area.dataset.html && /<(ul|ol|b|strong|em|i|a|blockquote|img)[ >]/.test(area.dataset.html)) start()
  else area.addEventListener("focus", start)
})

function write(pad, area, parts) {
  const focused = document.activeElement === area
  const shown = pictures(pad, area.dataset.html || "", parts)
  const editor = new parts.Editor({
    element: pad,
    injectCSS: false,
    content: area.dataset.html || paragraphs(area.value),
    extensions: [
      parts.Document, parts.Paragraph, parts.Text, parts.HardBreak, parts.History ?? parts.UndoRedo, parts.Bold, parts.Italic,
      parts.BulletList, parts.OrderedList, parts.ListItem, parts.Blockquote, parts.Code, parts.Link.configure?.({ openOnClick: false }) ?? parts.Link,
      shown?.node,
    ].filter(Boolean),
    // Ctrl+Enter sends (autosave.js); the editor would break the line first.
    editorProps: {
      handleKeyDown: (_view, event) => event.key === "Enter" && (event.ctrlKey || event.metaKey),
      handlePaste: shown?.handlePaste, handleDrop: shown?.handleDrop,
      attributes: { "aria-label": area.placeholder, role: "textbox", "aria-multiline": "true", dir: "auto" },
    },
    onUpdate: () => {
      area.value = editor.isEmpty ? "" : editor.getHTML()
      area.dispatchEvent(new Event("input", { bubbles: true }))
    },
    onTransaction: () => pad.querySelectorAll("[data-mark]").forEach((b) => b.setAttribute("aria-pressed", editor.isActive(b.dataset.mark))),
  })
  area.value = editor.isEmpty ? "" : editor.getHTML()
  pad.querySelector('[name="format"]').value = "html"
  area.hidden = true
  area.focusEditor = () => { editor.commands.setTextSelection(editor.state.doc.content.size); editor.view.focus() }
  pad.prepend(tools(editor))
  if (shown) { shown.attach(editor); pad.querySelector(".tools").append(shown.button()) }
  if (focused) area.focusEditor()
}

function tools(editor) {
  const row = Object.assign(document.createElement("div"), { className: "tools" })
  row.setAttribute("role", "group"); row.setAttribute("aria-label", say("format"))
  const marks = [["bold", "B", "toggleBold"], ["italic", "I", "toggleItalic"], ["bulletList", "•", "toggleBulletList"], ["orderedList", "1.", "toggleOrderedList"], ["blockquote", "❝", "toggleBlockquote"]]
  for (const [mark, sign, command] of marks) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: sign, title: say(mark) })
    button.setAttribute("aria-label", say(mark))
    button.dataset.mark = mark
    button.addEventListener("click", () => editor.chain().focus()[command]().run())
    row.append(button)
  }
  return row
}

function paragraphs(text) {
  const made = document.createElement("div")
  for (const block of text.split(/\n{2,}/)) {
    const p = document.createElement("p")
    block.split("\n").forEach((line, i) => p.append(...(i ? [document.createElement("br"), line] : [line])))
    made.append(p)
  }
  return made.innerHTML
}

// What scripts say, in the reader's language: written by layouts/_words.html.
const words = JSON.parse(document.getElementById("words")?.dataset.words || "{}")

export function say(name, value = "") { return (words[name] || name).replace("{name}", value) }

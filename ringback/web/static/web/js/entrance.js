import { attachAll } from "./behave.js"
import "./codes.js"
import "./passkey.js"

// The pages before and beside the desk: they need little, and get no more.
document.documentElement.classList.add("js")
attachAll(document.body)

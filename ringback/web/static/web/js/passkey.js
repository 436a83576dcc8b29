import { behaviour } from "./behave.js"

// A form with data-behaves="passkey" asks the browser for a passkey and sends what it says in its field "credential".
// data-passkey: "create" or "get". data-options: what the desk asks for; without it, it is fetched from the form's own
// address. Texts: data-cancelled and data-failed. What needs a passkey stays hidden where there can be none.
behaviour("passkey", (form) => {
  if (!window.PublicKeyCredential) return
  form.hidden = false
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return
    event.preventDefault()
    if (form.ariaBusy === "true") return
    form.ariaBusy = "true"
    complain(form, "")
    try {
      const options = form.dataset.options ? JSON.parse(form.dataset.options) : await fetched(form.action)
      form.elements.credential.value = JSON.stringify(await asked(form, options.publicKey))
      form.submit()
    } catch (error) {
      complain(form, error.name === "NotAllowedError" || error.name === "AbortError" ? form.dataset.cancelled : form.dataset.failed)
    } finally {
      form.ariaBusy = "false"
    }
  })
})

async function fetched(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } })
  if (!answer.ok) throw new Error(String(answer.status))
  return (await answer.json()).request_options
}

async function asked(form, wanted) {
  const known = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }))
  const common = { ...wanted, challenge: bytes(wanted.challenge) }
  if (form.dataset.passkey === "get") {
    const found = await navigator.credentials.get({ publicKey: { ...common, allowCredentials: known(wanted.allowCredentials) } })
    return plain(found, ["authenticatorData", "signature", "userHandle"])
  }
  const alone = form.elements.passwordless?.checked
  const made = await navigator.credentials.create({ publicKey: {
    ...common,
    user: { ...wanted.user, id: bytes(wanted.user.id) },
    excludeCredentials: known(wanted.excludeCredentials),
    authenticatorSelection: {
      ...wanted.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: Boolean(alone),
      userVerification: alone ? "required" : "preferred",
    },
  } })
  return plain(made, ["attestationObject"])
}

// The credential as JSON has it (Web Authentication Level 3, 5.1.8): bytes in base64url.
function plain(credential, parts) {
  const response = { clientDataJSON: text(credential.response.clientDataJSON) }
  for (const part of parts) if (credential.response[part]) response[part] = text(credential.response[part])
  return {
    id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
    clientExtensionResults: credential.getClientExtensionResults(),
    authenticatorAttachment: credential.authenticatorAttachment,
  }
}

function bytes(base64url) {
  const binary = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"))
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0))
}

function text(buffer) {
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("")
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
}

function complain(form, words) {
  const place = form.querySelector("[data-problems]")
  if (place) place.textContent = words
}

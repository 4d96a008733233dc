// A form marked data-passkey asks the browser for a passkey before it is sent: "create" makes one, "get" proves one.
// What to ask for stands in the page as data; the answer goes back in the field `passkey`.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (one) => one.charCodeAt(0))
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }))

const ask = async (kind, options) => {
  const publicKey = { ...options, challenge: bytes(options.challenge) }
  if (kind === 'get') return navigator.credentials.get({ publicKey: { ...publicKey, allowCredentials: known(options.allowCredentials) } })
  const user = { ...options.user, id: bytes(options.user.id) }
  return navigator.credentials.create({ publicKey: { ...publicKey, user, excludeCredentials: known(options.excludeCredentials) } })
}

const told = (credential) => {
  const { response } = credential
  const said = { clientDataJSON: text(response.clientDataJSON) }
  for (const name of ['attestationObject', 'authenticatorData', 'signature', 'userHandle']) if (response[name]) said[name] = text(response[name])
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response: said, clientExtensionResults: {} })
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const note = form.querySelector('[data-passkey-note]')
    note.hidden = true
    try {
      form.elements.passkey.value = told(await ask(form.dataset.passkey, JSON.parse(form.querySelector('script[type="application/json"]').textContent)))
      form.submit()
    } catch {
      note.textContent = form.dataset.unable
      note.hidden = false
    }
  })
}

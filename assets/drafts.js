// What was typed into a form marked data-draft=KEY outlives a lost network or a closed session in this tab, and no
// longer: sessionStorage, since these computers are shared. KEY names record and reader. Once the form was sent and
// the page after it says that it was done, the draft is gone.
const SENT = 'draft-sent'
const stored = (form) => `draft:${form.dataset.draft}`
const fields = (form) => [...form.elements].filter((one) => one.name && one.type !== 'hidden' && one.type !== 'password')
const show = (form, note) => form.querySelector(`[${note}]`)?.removeAttribute('hidden')

const save = (form) => {
  const values = fields(form).map((one) => [one.name, one.type === 'checkbox' || one.type === 'radio' ? one.checked : one.value, one.value])
  sessionStorage.setItem(stored(form), JSON.stringify(values))
}

const restore = (form) => {
  const draft = sessionStorage.getItem(stored(form))
  // Where the server sent the form back, it holds what was typed already.
  if (!draft || form.querySelector('.is-invalid, .alert-danger')) return
  for (const [name, value, of] of JSON.parse(draft)) {
    const field = fields(form).find((one) => one.name === name && (typeof value !== 'boolean' || one.value === of))
    if (field) typeof value === 'boolean' ? (field.checked = value) : (field.value = value)
  }
  show(form, 'data-draft-note')
}

const forms = document.querySelectorAll('form[data-draft]')
const sent = sessionStorage.getItem(SENT)
if (sent && document.querySelector('.alert-success')) sessionStorage.removeItem(sent)
sessionStorage.removeItem(SENT)

for (const form of forms) {
  restore(form)
  form.addEventListener('input', () => save(form))
  form.addEventListener('submit', (event) => {
    save(form)
    if (navigator.onLine) return sessionStorage.setItem(SENT, stored(form))
    event.preventDefault()
    event.stopImmediatePropagation()
    show(form, 'data-offline-note')
  })
}

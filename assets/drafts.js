// What is typed into a form that holds {% draft %} outlives a time-out, a closed browser, a lost network. Every few seconds
// it goes to the server. What the server has not got yet lies in localStorage, encrypted under a key that only a page of
// the signed-in writer holds, since these computers are shared. Once the form was sent and done, both are gone.
const DAYS = 7
const SENT = 'draft-sent'
const able = Boolean(window.crypto?.subtle)
const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0))
const text = (all) => btoa(Array.from(new Uint8Array(all), (one) => String.fromCharCode(one)).join(''))
const stored = (mark) => `draft:${mark.dataset.draft}`
const forget = (mark) => localStorage.removeItem(stored(mark))

// The version that the writer began from comes along: what he did not see must not be overwritten by a draft.
const kept = (one) => one.name && !['password', 'file', 'submit', 'button'].includes(one.type) && (one.type !== 'hidden' || ['version', 'seen'].includes(one.name))
const ticks = (one) => one.type === 'checkbox' || one.type === 'radio'
const fields = (form) => [...form.elements].filter(kept)
const typed = (form) => fields(form).map((one) => [one.name, ticks(one) ? one.checked : one.value, one.value])

const keyOf = (mark) => crypto.subtle.importKey('raw', bytes(mark.dataset.key), 'AES-GCM', false, ['encrypt', 'decrypt'])

const keepHere = async (mark, values) => {
  if (!able) return
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await keyOf(mark), new TextEncoder().encode(JSON.stringify(values)))
  localStorage.setItem(stored(mark), [Date.now(), text(iv), text(sealed)].join('.'))
}

const foundHere = async (mark) => {
  const found = able && localStorage.getItem(stored(mark))
  if (!found) return null
  const [at, iv, sealed] = found.split('.')
  try {
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytes(iv) }, await keyOf(mark), bytes(sealed))
    return { at: Number(at), values: JSON.parse(new TextDecoder().decode(plain)) }
  } catch {
    forget(mark)
    return null
  }
}

const fill = (form, values) => {
  const places = fields(form)
  for (const [name, value, of] of values) {
    const one = places.find((place) => place.name === name && (typeof value !== 'boolean' || place.value === of))
    if (one) typeof value === 'boolean' ? (one.checked = value) : (one.value = value)
  }
}

const send = (mark, values) => {
  const body = new URLSearchParams({ draft: mark.value, content: values ? JSON.stringify(values) : '' })
  const token = mark.form.querySelector('[name=csrfmiddlewaretoken]').value
  return fetch(mark.dataset.keep, { method: 'POST', body, redirect: 'manual', keepalive: body.toString().length < 60000, headers: { 'X-CSRFToken': token } })
}

const watch = (mark) => {
  const form = mark.form
  const note = (name, shown) => form.querySelector(`[${name}]`)?.toggleAttribute('hidden', !shown)
  let timer
  let gone = false

  const toServer = async () => {
    const values = typed(form)
    try {
      const answer = await send(mark, values)
      if (gone) return
      note('data-offline-note', false)
      note('data-ended-note', !answer.ok)
      // What was typed meanwhile is not there yet.
      if (answer.ok && JSON.stringify(values) === JSON.stringify(typed(form))) forget(mark)
    } catch {
      if (!gone) note('data-offline-note', true)
    }
  }

  form.addEventListener('input', () => {
    keepHere(mark, typed(form))
    clearTimeout(timer)
    timer = setTimeout(toServer, 1500)
  })
  form.addEventListener('submit', (event) => {
    clearTimeout(timer)
    if (!navigator.onLine) {
      event.preventDefault()
      event.stopImmediatePropagation()
      return note('data-offline-note', true)
    }
    gone = true
    sessionStorage.setItem(SENT, stored(mark))
  })
  window.addEventListener('online', () => localStorage.getItem(stored(mark)) && toServer())
  form.querySelector('[data-draft-drop]')?.addEventListener('click', async () => {
    gone = true
    clearTimeout(timer)
    forget(mark)
    await send(mark, null).catch(() => {})
    location.reload()
  })
  return note
}

const offer = async (mark) => {
  const note = watch(mark)
  // Where the server sent the form back, it holds what was typed already.
  if (mark.form.querySelector('.is-invalid, .alert-danger, [data-conflict]')) return
  const here = await foundHere(mark)
  const there = mark.dataset.saved ? { at: Date.parse(mark.dataset.at), values: JSON.parse(mark.dataset.saved) } : null
  const newest = here && (!there || here.at > there.at) ? here : there
  if (!newest) return
  fill(mark.form, newest.values)
  note('data-draft-note', true)
}

const sent = sessionStorage.getItem(SENT)
if (sent && document.querySelector('.alert-success')) localStorage.removeItem(sent)
sessionStorage.removeItem(SENT)
for (const name of Object.keys(localStorage)) {
  if (name.startsWith('draft:') && Number(localStorage.getItem(name).split('.')[0]) < Date.now() - DAYS * 86400000) localStorage.removeItem(name)
}
for (const mark of document.querySelectorAll('input[data-draft]')) offer(mark)

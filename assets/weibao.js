import './weibao.css'
import './compare.js'
import Alpine from '@alpinejs/csp'

window.Alpine = Alpine
Alpine.start()

const editing = (target) => target.closest('input, textarea, select, [contenteditable]')

document.addEventListener('click', (event) => {
  const row = event.target.closest('tr[data-href]')
  if (row && !event.target.closest('a, button, input, label')) window.location = row.dataset.href
  const opener = event.target.closest('[data-toggle-menu]')
  if (opener) {
    const menu = document.getElementById('menu')
    const open = menu.classList.toggle('open')
    opener.setAttribute('aria-expanded', open)
  }
  if (event.target.closest('[data-print]')) window.print()
})

document.addEventListener('keydown', (event) => {
  if (event.key === '/' && !editing(event.target)) {
    event.preventDefault()
    document.getElementById('search')?.focus()
  }
})

// A form marked data-once is sent once: a second click while it is under way does nothing.
document.addEventListener('submit', (event) => {
  const form = event.target
  if (form.matches('[data-autosubmit]')) return
  if (form.dataset.sent) return event.preventDefault()
  if (form.matches('[data-once]')) form.dataset.sent = 'yes'
})
document.addEventListener('change', (event) => {
  const form = event.target.closest('form[data-autosubmit]')
  if (form) form.requestSubmit()
})
window.addEventListener('pageshow', () => {
  document.querySelectorAll('form[data-sent]').forEach((form) => delete form.dataset.sent)
})

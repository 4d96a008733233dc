// A form marked data-once is sent once: a second click while it is under way does nothing, and the button says so.
document.addEventListener('submit', (event) => {
  const form = event.target
  if (form.dataset.sent) return event.preventDefault()
  if (!form.matches('[data-once]')) return
  form.dataset.sent = 'yes'
  form.setAttribute('aria-busy', 'true')
  event.submitter?.classList.add('btn-loading')
})

// Back in a page that the browser kept: the forms can be sent again.
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) {
    delete form.dataset.sent
    form.removeAttribute('aria-busy')
    for (const button of form.querySelectorAll('.btn-loading')) button.classList.remove('btn-loading')
  }
})

// Addresses of lists stay short enough to be passed on: no empty filters, no columns where all are shown.
document.addEventListener('formdata', ({ target, formData }) => {
  if (!target.matches('form.filters')) return
  for (const name of new Set(formData.keys())) if (formData.getAll(name).every((value) => value === '')) formData.delete(name)
  if (!target.querySelector('[name=column]:not(:checked)')) formData.delete('column')
})

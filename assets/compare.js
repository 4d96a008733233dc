// On a page that asks one question, buttons marked data-key answer to their key: ← same, → different, space later.
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.repeat) return
  const busy = event.target.closest('input, textarea, select, button, a, summary, [contenteditable]')
  // A focused control keeps its own use of the space bar; arrows still answer.
  if (busy && (event.key === ' ' || !busy.closest('button, a, summary'))) return
  const button = [...document.querySelectorAll('button[data-key]')].find((one) => one.dataset.key === event.key)
  if (!button) return
  event.preventDefault()
  const warning = button.form.querySelector('[name=despite_numbers]')
  if (button.value === 'linked' && warning && !warning.checked) return warning.focus()
  button.click()
})

// A button marked data-copy=ID copies the words of that element, and says so.
document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]')
  if (!button) return
  const place = document.getElementById(button.dataset.copy)
  try {
    await navigator.clipboard.writeText(place.innerText.trim())
    button.textContent = button.dataset.copied
  } catch {
    // No clipboard without TLS: what is to be copied is marked, for Ctrl+C.
    getSelection().selectAllChildren(place)
  }
})

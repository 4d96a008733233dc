// Parts of a page that are fetched by themselves: a bar while they are under way, a sentence when they fail.
const tell = (name) => {
  const place = document.getElementById('fault')
  if (!place) return
  place.textContent = place.dataset[name]
  place.hidden = false
}
document.addEventListener('htmx:responseError', () => tell('refused'))
document.addEventListener('htmx:sendError', () => tell('unreached'))
document.addEventListener('htmx:timeout', () => tell('unreached'))
document.addEventListener('htmx:beforeSwap', () => {
  const place = document.getElementById('fault')
  if (place) place.hidden = true
})

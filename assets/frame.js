// The frame by mouse and keyboard: rows that open, the menu of a telephone, drop-downs, the search key.
const editing = (target) => target.closest('input, textarea, select, [contenteditable]')
const opener = () => document.querySelector('[data-toggle-menu]')

const setMenu = (open) => {
  const menu = document.getElementById('menu')
  if (!menu || menu.classList.contains('open') === open) return
  menu.classList.toggle('open', open)
  document.body.classList.toggle('menu-open', open)
  opener().setAttribute('aria-expanded', open)
  ;(open ? menu.querySelector('a') : opener()).focus()
}

const closeDropdowns = (except) => {
  for (const one of document.querySelectorAll('details.dropdown-menu-box[open]')) if (one !== except) one.open = false
}

document.addEventListener('click', (event) => {
  const row = event.target.closest('tr[data-href]')
  const selecting = String(window.getSelection())
  if (row?.dataset.href && !selecting && !event.target.closest('a, button, input, label, summary')) {
    if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, '_blank', 'noopener')
    else window.location = row.dataset.href
  }
  if (event.target.closest('[data-toggle-menu]')) setMenu(!document.getElementById('menu').classList.contains('open'))
  else if (!event.target.closest('#menu')) setMenu(false)
  const toggle = event.target.closest('[data-toggle]')
  if (toggle) {
    const shown = document.getElementById(toggle.dataset.toggle).classList.toggle('open')
    toggle.setAttribute('aria-expanded', shown)
  }
  if (event.target.closest('[data-print]')) window.print()
  closeDropdowns(event.target.closest('details'))
})

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    const open = document.querySelector('details.dropdown-menu-box[open]')
    if (open) {
      open.open = false
      open.querySelector('summary').focus()
    } else setMenu(false)
  }
  if (event.key !== '/' || event.ctrlKey || event.altKey || event.metaKey || editing(event.target)) return
  const search = document.getElementById('search')
  if (!search) return
  event.preventDefault()
  search.focus()
  search.select()
})

// A drop-down or the menu that the tab key has left closes behind it.
document.addEventListener('focusin', (event) => {
  closeDropdowns(event.target.closest('details'))
  if (document.body.classList.contains('menu-open') && !event.target.closest('#menu, [data-toggle-menu]')) setMenu(false)
})

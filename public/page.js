// What the page does that neither the server nor htmx can do for it.

// The server writes every time in the reader's zone, once it knows it.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
// biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is for secure contexts only
document.cookie = `torrent_notifier_zone=${encodeURIComponent(zone)}; Path=/; Max-Age=31536000; SameSite=Lax`

const live = () => document.getElementById('live')
const say = (isLive) => {
  const word = document.getElementById('connection')
  word.hidden = false
  word.textContent = isLive ? 'Live' : 'Reconnecting'
  word.classList.toggle('is-lost', !isLive)
  document.getElementById('lost').hidden = isLive
}

// htmx tries again by itself, but not where the first connect has failed, and it does not notice
// a connection that is dead without an end: the server says something every ten seconds.
let connection = null
let heardAt = Date.now()
const heard = (event) => {
  connection = event.detail.connection
  heardAt = Date.now()
  say(true)
}
// It lets go of a tab that goes behind others, but not of one that was opened there.
document.addEventListener('htmx:sse:before:connection', (event) => {
  if (document.hidden) event.preventDefault()
})
document.addEventListener('htmx:sse:after:connection', heard)
document.addEventListener('htmx:sse:before:message', heard)
document.addEventListener('htmx:sse:error', ({ detail }) => {
  if (detail.status === 401) location.reload()
  say(false)
})
document.addEventListener('htmx:sse:close', () => {
  connection = null
})
for (const failure of ['htmx:error', 'htmx:response:error']) {
  live().addEventListener(failure, () => say(false))
}
setInterval(() => {
  if (document.hidden) return
  const isSilent = Date.now() - heardAt > 25_000
  if (connection === null)
    htmx.ajax('GET', live().getAttribute('hx-sse:connect'), { source: live() })
  else if (isSilent) connection.reader?.cancel()
  if (isSilent) say(false)
}, 2000)

// Copying. Over plain http a browser may keep its clipboard closed: then the text is selected.
const selectText = (element) => {
  getSelection().selectAllChildren(element)
  return `Press ${/Mac|iP/.test(navigator.platform) ? '⌘' : 'Ctrl'}+C`
}
document.addEventListener('click', async ({ target }) => {
  const button = target.closest?.('.btn-copy')
  if (!button) return
  const source = button.dataset.copyFrom
    ? document.getElementById(button.dataset.copyFrom)
    : button.closest('div').querySelector('code')
  const copied = navigator.clipboard?.writeText(button.dataset.copy ?? source.textContent)
  const word = await (copied ?? Promise.reject()).then(
    () => 'Copied',
    () => selectText(source)
  )
  button.dataset.said = word
  document.getElementById('announce').textContent = word
  setTimeout(() => delete button.dataset.said, 2000)
})

// What neither the server nor htmx can do. Times are written by the server, once it knows the zone.
const zone = encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone)
// biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is for secure contexts only
document.cookie = `torrent_notifier_zone=${zone}; Path=/; Max-Age=31536000; SameSite=Lax`

const byId = (id) => document.getElementById(id)
const live = byId('live')
const say = (isLive) => {
  byId('connection').textContent = isLive ? 'Live' : 'Reconnecting'
  byId('connection').classList.toggle('is-lost', !isLive)
  byId('lost').hidden = isLive
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
live.addEventListener('htmx:sse:after:connection', heard)
live.addEventListener('htmx:sse:before:message', heard)
live.addEventListener('htmx:sse:error', ({ detail }) => {
  if (detail.status === 401) location.reload()
})
live.addEventListener('htmx:sse:close', () => (connection = null))
// It lets go of a tab that goes behind others, but not of one that was opened there.
live.addEventListener('htmx:sse:before:connection', (event) => {
  if (document.hidden) event.preventDefault()
})
for (const failure of ['htmx:sse:error', 'htmx:error', 'htmx:response:error']) {
  live.addEventListener(failure, () => say(false))
}
setInterval(() => {
  if (document.hidden) return
  const isSilent = Date.now() - heardAt > 25_000
  if (isSilent) {
    say(false)
    connection?.reader?.cancel()
  }
  if (connection === null) htmx.ajax('GET', live.getAttribute('hx-sse:connect'), { source: live })
}, 2000)

// Over plain http a browser may keep its clipboard closed: then the text is selected.
document.addEventListener('click', async ({ target }) => {
  const button = target.closest?.('.btn-copy')
  if (!button) return
  const { copy, copyFrom } = button.dataset
  const source = copyFrom ? byId(copyFrom) : button.closest('div').querySelector('code')
  const text = copy ?? source.textContent
  const written = navigator.clipboard?.writeText(text).then(() => true)
  const copied = await written?.catch(() => false)
  if (!copied) getSelection().selectAllChildren(source)
  const keys = /Mac|iP/.test(navigator.platform) ? '⌘C' : 'Ctrl+C'
  button.dataset.said = byId('announce').textContent = copied ? 'Copied' : `Press ${keys}`
  setTimeout(() => delete button.dataset.said, 2000)
})

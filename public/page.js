// What neither the server nor htmx can do. Times are written by the server, once it knows the zone.
const zone = encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone)
document.cookie = `torrent_notifier_zone=${zone}; Path=/; Max-Age=31536000; SameSite=Lax`
const byId = (id) => document.getElementById(id)
const live = byId('live')
let [link, isOpen, isPatient, heardAt] = [null, false, false, Date.now()]
/** Says how the page is connected. The server is heard every ten seconds. */
const say = () => {
  const isHeard = Date.now() - heardAt < 25_000
  const word = isHeard ? link && (isPatient ? 'Every 20 s' : 'Live') : 'Reconnecting'
  byId('connection').textContent = word
  byId('lost').hidden = isHeard
  return isHeard
}
const hear = ({ detail: { connection, message } }) => {
  ;[link, isOpen, heardAt] = [connection, true, Date.now()]
  // Where other pages need the place more, the server says that this is enough.
  if (/beat|enough/.test(message?.event)) isPatient = message.event === 'enough'
  if (!message) for (const box of document.querySelectorAll('.is-over')) box.remove()
  say()
}
for (const on of ['after:connection', 'before:message']) addEventListener(`htmx:sse:${on}`, hear)
live.addEventListener('htmx:sse:close', () => (isOpen = false))
// htmx holds on in a tab opened behind others, and to a dead connect; a failed first one it leaves.
live.addEventListener('htmx:sse:before:connection', (on) => document.hidden && on.preventDefault())
addEventListener('focus', () => (isPatient = false))
setInterval(() => {
  if (!document.hidden && !say()) link?.reader?.cancel()
  if (document.hidden || isOpen || (isPatient && Date.now() - heardAt < 20_000)) return
  const url = live.getAttribute('hx-sse:connect') + (isPatient ? '?patient' : '')
  htmx.ajax('GET', url, { source: live, headers: { 'Last-Event-ID': link?.lastEventId ?? '' } })
}, 2000)
// What was asked for in vain is said in its place. A login loses what was typed; a logout leads on.
const tell = ({ target, detail }) => {
  const status = detail.status ?? detail.ctx?.response?.status
  const kept = '.form input:is(:user-valid, :user-invalid, :focus), .logout :focus'
  if (status === 401 && !document.querySelector(kept)) location.reload()
  if (target === live) heardAt = 0
  const words = (byId(`vain-${status}`) ?? byId(target.dataset?.vain ?? 'vain')).content
  const told = byId(target.dataset?.told)
  if (told?.textContent !== words.textContent) told?.replaceChildren(words.cloneNode(true))
}
for (const on of ['sse:error', 'error', 'response:error']) addEventListener(`htmx:${on}`, tell)
// An answer may take away what stood above the button that was pressed, and held it in sight.
addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
  ctx.sourceElement.closest('.card')?.querySelector(':focus')?.scrollIntoView({ block: 'nearest' })
})
// Over plain http a browser may keep its clipboard closed: then the text is selected.
document.addEventListener('click', async ({ target }) => {
  const button = target.closest?.('.btn-copy')
  if (!button) return
  const source = byId(button.dataset.copyFrom) ?? button.closest('div').querySelector('code')
  const written = navigator.clipboard?.writeText(button.dataset.copy ?? source.textContent)
  const copied = await written?.then(() => true).catch(() => false)
  if (!copied) getSelection().selectAllChildren(source)
  const said = copied ? 'Copied' : 'Selected: press Ctrl+C or ⌘C, or hold it'
  button.dataset.said = byId('announce').textContent = said
  setTimeout(() => delete button.dataset.said, 2000)
})

import { describe, expect, test } from 'bun:test'
import { renderToString } from 'preact-render-to-string'
import { Seen, type SeenView } from '../../../../src/admin/clients/seen.tsx'
import { momentOf } from '../../../../src/admin/moment.ts'
import type { ClientSeen } from '../../../../src/clients/clients.ts'
import { createClients } from '../../../../src/clients/clients.ts'
import { textOf } from '../../../support/html.ts'
import { createManualClock } from '../../../support/manual-clock.ts'

const NOW = Date.UTC(2026, 10, 22, 20, 0)
const HOUR = 3_600_000
const client = (changes: Partial<ClientSeen> = {}): ClientSeen => ({
  name: 'Sonarr',
  version: '4.0.15',
  lastSeenAt: NOW - 30_000,
  lastServedAt: NOW - 30_000,
  lastError: null,
  refusal: null,
  ...changes,
})
const render = (changes: Partial<SeenView> = {}) =>
  renderToString(
    <Seen
      view={{
        clients: [],
        missing: [],
        categories: [],
        moment: momentOf({ now: NOW, zone: 'UTC' }),
        ...changes,
      }}
    />
  )
const told = (changes: Partial<SeenView>) =>
  textOf(render(changes)).replace('Who is talking to us ', '')

describe('who talks to us', () => {
  test('is nobody after a start', () => {
    expect(told({})).toBe('Nobody has called since this service was started.')
  })

  test('is told with version, last call, and the categories that it uses', () => {
    const categories = [
      { name: 'tv-sonarr', savePath: '', usedBy: ['Sonarr'] },
      { name: 'radarr', savePath: '', usedBy: ['Radarr'] },
      { name: 'anime', savePath: '', usedBy: ['Radarr', 'Sonarr'] },
    ]
    expect(told({ clients: [client()], categories })).toBe(
      'Sonarr 4.0.15 · tv-sonarr, anime 30 s ago'
    )
    expect(told({ clients: [client({ name: 'x', version: '' })] })).toBe('x 30 s ago')
  })

  test('is told with categories that turn no text around', () => {
    const categories = [{ name: '\u202evt', savePath: '', usedBy: ['Sonarr'] }]
    expect(told({ clients: [client()], categories })).toContain('· ⟨U+202E⟩vt 30 s ago')
  })

  test('is told why it is not let in, unless something newer has gone wrong', () => {
    const trouble = { at: NOW - HOUR, call: 'POST torrents/add', status: 415, reason: 'no magnet' }
    const refusal = { at: NOW, call: 'GET app/version', status: 403, reason: 'no user name' }
    expect(told({ clients: [client({ lastError: trouble, refusal })] })).toBe(
      'Sonarr 4.0.15 30 s ago GET app/version was refused just now: no user name (403)'
    )
    const login = { at: NOW, call: 'POST auth/login', status: 200, reason: 'wrong password' }
    const earlier = { ...refusal, at: NOW - 1000 }
    expect(told({ clients: [client({ lastError: login, refusal: earlier })] })).toContain(
      'POST auth/login failed just now: wrong password (200)'
    )
  })

  test('is told with what went wrong last, for a day', () => {
    const lastError = {
      at: NOW - HOUR,
      call: 'POST torrents/add',
      status: 415,
      reason: 'no magnet',
    }
    const html = render({ clients: [client({ lastError })] })
    expect(textOf(html)).toEndWith('POST torrents/add failed 19:00: no magnet (415)')
    expect(html).toContain('class="is-wait"')
    const old = { ...lastError, at: NOW - 25 * HOUR }
    expect(render({ clients: [client({ lastError: old })] })).not.toContain('failed')
  })

  test('is a dozen that stand open, and all others in a fold', () => {
    const clients = Array.from({ length: 40 }, (_, at) => client({ name: `program-${at}` }))
    const [open = '', folded = ''] = render({ clients }).split('<details id="seen-more"')
    expect(open.match(/<li/g)).toHaveLength(12)
    expect(folded.match(/<li/g)).toHaveLength(28)
    expect(textOf(`<details${folded}`)).toStartWith('28 more programs that have called program-12')
    expect(render({ clients: clients.slice(0, 12) })).not.toContain('<details')
  })
})

describe('what is asked for in vain', () => {
  const route = { call: 'GET rss/items', count: 1, lastAt: NOW - 30_000, lastProgram: 'Sonarr' }

  test('is told with how often, and who asked last', () => {
    expect(told({ missing: [route, { ...route, call: 'GET search/x', count: 3 }] })).toEndWith(
      'Asked for, but not here GET rss/items 30 s ago Once, last by Sonarr. It was told 404. ' +
        'GET search/x 30 s ago 3 times, last by Sonarr. It was told 404.'
    )
  })

  test('is not spoken of where there is none, and is a dozen that stand open', () => {
    expect(told({ clients: [client()] })).not.toContain('Asked for')
    const missing = Array.from({ length: 40 }, (_, at) => ({ ...route, call: `GET x/${at}` }))
    const [open = '', folded = ''] = render({ missing }).split('<details id="missing-more"')
    expect([open.match(/<li/g)?.length, folded.match(/<li/g)?.length]).toEqual([12, 28])
  })
})

test('what strangers call themselves, and call, is text', () => {
  const clients = createClients({ clock: createManualClock(NOW) })
  const userAgent = '<script>alert(1)<\u2044script>\u202e/<img src=x>'
  const call = { userAgent, call: 'GET <b>"x', status: 404, reason: null }
  clients.note({ ...call, hasRoute: false })
  clients.note({ ...call, hasRoute: true, status: 400, reason: '<i>\u202e' })
  const html = render({ clients: clients.all(), missing: clients.missing() })
  expect(html).not.toMatch(/<(script|img|b|i)\b/)
  expect(html).not.toContain('\u202e')
  expect(html).toContain('&lt;script>')
})

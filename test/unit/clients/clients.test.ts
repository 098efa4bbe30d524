import { describe, expect, test } from 'bun:test'
import { type CallNote, createClients, isConnected } from '../../../src/clients/clients.ts'
import { createManualClock } from '../../support/manual-clock.ts'

const NOW = 1_000_000
const sonarr = 'Sonarr/4.0.15.2941 (alpine 3.22)'
const radarr = 'Radarr/5.27.5.10198 (alpine 3.22)'

const make = () => {
  const clock = createManualClock(NOW)
  const clients = createClients({ clock })
  const note = (given: Partial<CallNote>) =>
    clients.note({
      userAgent: sonarr,
      call: 'GET torrents/info',
      status: 200,
      hasRoute: true,
      reason: null,
      ...given,
    })
  const errorOf = (name: string) => clients.all().find((seen) => seen.name === name)?.lastError
  return { clock, clients, note, errorOf }
}

describe('a program that calls', () => {
  test('is told with its version, and when it called last', () => {
    const { clock, clients, note } = make()
    note({ call: 'GET app/webapiVersion' })
    clock.advance(60_000)
    note({})
    expect(clients.all()).toEqual([
      {
        name: 'Sonarr',
        version: '4.0.15.2941',
        lastSeenAt: NOW + 60_000,
        lastServedAt: NOW + 60_000,
        lastError: null,
        refusal: null,
      },
    ])
  })

  test('stays the same one after its update', () => {
    const { clients, note } = make()
    note({})
    note({ userAgent: 'Sonarr/4.0.16.1 (alpine 3.22)' })
    expect(clients.all()).toMatchObject([{ name: 'Sonarr', version: '4.0.16.1' }])
  })

  test('comes before those that called earlier', () => {
    const { clients, note } = make()
    note({})
    note({ userAgent: radarr })
    note({ userAgent: null })
    note({})
    expect(clients.all().map(({ name }) => name)).toEqual(['Sonarr', 'unknown', 'Radarr'])
  })

  test('makes room for a new one when it was seen longest ago of 64', () => {
    const { clients, note } = make()
    for (let number = 0; number < 64; number += 1) note({ userAgent: `tool-${number}` })
    note({ userAgent: 'tool-0' })
    note({ userAgent: 'newcomer' })
    const names = clients.all().map(({ name }) => name)
    expect(names).toHaveLength(64)
    expect(names).toContain('tool-0')
    expect(names).not.toContain('tool-1')
  })
})

describe('the last error of a program', () => {
  test('is a call that went wrong, with its reason, and stays when it works again', () => {
    const { note, errorOf } = make()
    const call = 'POST torrents/add'
    note({ call, status: 500, reason: 'session limit\r\nreached' })
    note({})
    expect(errorOf('Sonarr')).toEqual({
      at: NOW,
      call,
      status: 500,
      reason: 'session limit reached',
    })
  })

  test('is told by the path of its call alone, cut and fit to be shown', () => {
    const { note, errorOf } = make()
    note({ call: 'GET torrents/\u202einfo?apikey=secret', reason: 'away' })
    expect(errorOf('Sonarr')?.call).toBe('GET torrents/info')
    note({ call: `GET ${'x'.repeat(5000)}`, reason: 'away' })
    expect(errorOf('Sonarr')?.call).toHaveLength(100)
  })

  test('is a refused login too, which qBittorrent answers with 200', () => {
    const { note, errorOf } = make()
    note({ call: 'POST auth/login', status: 200, reason: 'wrong password' })
    expect(errorOf('Sonarr')).toMatchObject({ status: 200, reason: 'wrong password' })
  })

  test('is not a refusal before a route was looked for, which is over once it is let in', () => {
    const { clients, note } = make()
    const error = { call: 'POST torrents/add', status: 503, reason: 'away' }
    note(error)
    note({ call: 'GET rss/items', status: 403, hasRoute: null, reason: 'wrong API key' })
    const refused = { lastError: error, refusal: { status: 403, reason: 'wrong API key' } }
    expect(clients.all()).toMatchObject([refused])
    expect(clients.missing()).toEqual([])
    note({ call: 'POST auth/login', reason: 'wrong password' })
    expect(clients.all()).toMatchObject([{ lastServedAt: null, refusal: { status: 403 } }])
    note({})
    expect(clients.all()).toMatchObject([{ lastServedAt: NOW, refusal: null }])
  })

  test('is not a call that there is no route for', () => {
    const { note, errorOf } = make()
    note({ call: 'GET rss/items', status: 404, hasRoute: false, reason: 'Not Found' })
    expect(errorOf('Sonarr')).toBeNull()
  })
})

describe('calls that there is no route for', () => {
  const unknown = { call: 'GET rss/items?withData=true', status: 404, hasRoute: false }

  test('are counted, with who asked last', () => {
    const { clock, clients, note } = make()
    note(unknown)
    clock.advance(1000)
    note({ ...unknown, userAgent: radarr })
    note({ ...unknown, call: 'POST search/start' })
    expect(clients.missing()).toEqual([
      { call: 'POST search/start', count: 1, lastAt: NOW + 1000, lastProgram: 'Sonarr' },
      { call: 'GET rss/items', count: 2, lastAt: NOW + 1000, lastProgram: 'Radarr' },
    ])
  })

  test('are 100 at most: the one that was asked for longest ago makes room', () => {
    const { clients, note } = make()
    for (let number = 0; number < 100; number += 1) note({ ...unknown, call: `GET x/${number}` })
    note({ ...unknown, call: 'GET x/0' })
    note({ ...unknown, call: 'GET x/new' })
    const calls = clients.missing().map(({ call }) => call)
    expect(calls).toHaveLength(100)
    expect(calls).toContain('GET x/0')
    expect(calls).not.toContain('GET x/1')
  })
})

describe('a program is connected', () => {
  const isSo = (work: (made: ReturnType<typeof make>) => void) => {
    const made = make()
    work(made)
    const [seen] = made.clients.all()
    return seen !== undefined && isConnected(seen, made.clock.now())
  }

  test('when its last call was answered, within ten minutes', () => {
    expect(isSo(({ note }) => note({}))).toBe(true)
    expect(isSo(({ note, clock }) => [note({}), clock.advance(599_000)])).toBe(true)
    expect(isSo(({ note, clock }) => [note({}), clock.advance(600_000)])).toBe(false)
  })

  test('not when its last call failed, or it is not let in', () => {
    const failed = { call: 'POST auth/login', reason: 'wrong password' }
    expect(isSo(({ note }) => note(failed))).toBe(false)
    expect(isSo(({ note, clock }) => [note(failed), clock.advance(1), note({})])).toBe(true)
    const refused = { status: 403, hasRoute: null, reason: 'no password' }
    expect(isSo(({ note, clock }) => [note({}), clock.advance(1), note(refused)])).toBe(false)
  })
})

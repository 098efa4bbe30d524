import { describe, expect, test } from 'bun:test'
import { type CallNote, createClients } from '../../../src/clients/clients.ts'
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
  test('is told with its version, its first and last call, and how many there were', () => {
    const { clock, clients, note } = make()
    note({ call: 'GET app/webapiVersion' })
    clock.advance(60_000)
    note({})
    expect(clients.all()).toEqual([
      {
        name: 'Sonarr',
        version: '4.0.15.2941',
        firstSeenAt: NOW,
        lastSeenAt: NOW + 60_000,
        lastCall: 'GET torrents/info',
        calls: 2,
        lastError: null,
      },
    ])
  })

  test('stays the same one after its update', () => {
    const { clients, note } = make()
    note({})
    note({ userAgent: 'Sonarr/4.0.16.1 (alpine 3.22)' })
    expect(clients.all()).toMatchObject([{ name: 'Sonarr', version: '4.0.16.1', calls: 2 }])
  })

  test('comes before those that called earlier', () => {
    const { clients, note } = make()
    note({})
    note({ userAgent: radarr })
    note({ userAgent: null })
    note({})
    expect(clients.all().map(({ name }) => name)).toEqual(['Sonarr', 'unknown', 'Radarr'])
  })

  test('is told by the path of its call alone, cut and fit to be shown', () => {
    const { clients, note } = make()
    note({ call: `GET torrents/\u202einfo?apikey=secret` })
    expect(clients.all()[0]?.lastCall).toBe('GET torrents/info')
    note({ call: `GET ${'x'.repeat(5000)}` })
    expect(clients.all()[0]?.lastCall).toHaveLength(100)
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

  test('is a refused login too, which qBittorrent answers with 200', () => {
    const { note, errorOf } = make()
    note({ call: 'POST auth/login', status: 200, reason: 'wrong password' })
    expect(errorOf('Sonarr')).toMatchObject({ status: 200, reason: 'wrong password' })
  })

  test('is a call that was refused before anybody looked for its route', () => {
    const { clients, note, errorOf } = make()
    note({ call: 'GET rss/items', status: 403, hasRoute: null, reason: 'wrong API key' })
    expect(errorOf('Sonarr')).toMatchObject({ status: 403, reason: 'wrong API key' })
    expect(clients.missing()).toEqual([])
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

import { describe, expect, test } from 'bun:test'
import { createClients } from '../../src/clients/clients.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { createCounters } from '../../src/metrics/counters.ts'
import { createRegistry } from '../../src/metrics/registry.ts'
import { buildApp } from '../support/app.ts'
import { readOpenMetrics } from '../support/open-metrics.ts'
import { startTracer } from '../support/traced.ts'

const KEY = { authorization: 'Bearer a-key' }
const SONARR = { 'user-agent': 'Sonarr/4.0.16 (linux)' }
const FORM = { 'content-type': 'application/x-www-form-urlencoded', ...SONARR }
const LOGIN = '/api/v2/auth/login'

const open = async () => {
  const metrics = createRegistry()
  const { refused } = createCounters(metrics)
  const { tracer, ended } = startTracer()
  const { send } = await buildApp({
    config: { auth: { username: 'admin', password: 'secret', apiKey: 'a-key' } },
    metrics,
    onRefused: refused,
    tracer,
  })
  const counted = async () => {
    const families = readOpenMetrics(await metrics.metrics())
    const samples = families.get('torrent_notifier_refusals')?.samples ?? []
    return samples
      .filter(({ value }) => value > 0)
      .map(({ labels, value }) => [labels['reason'], labels['program'], value])
  }
  return { send, ended, counted }
}

test.each<[reason: string, program: string, status: number, path: string, init: RequestInit]>([
  ['unknown-host', 'other', 421, '/', { headers: { ...KEY, host: 'canary.example.com' } }],
  [
    'foreign-origin',
    'other',
    403,
    '/settings/integrations',
    { method: 'PATCH', headers: { ...KEY, origin: 'http://canary.example.com' } },
  ],
  ['no-credentials', 'Sonarr', 403, '/api/v2/torrents/info', { headers: SONARR }],
  ['no-credentials', 'other', 401, '/settings/integrations', {}],
  ['wrong-credentials', 'other', 401, '/metrics', { headers: { authorization: 'Bearer canary' } }],
  [
    'wrong-credentials',
    'Sonarr',
    403,
    '/api/v2/torrents/info',
    { headers: { ...SONARR, authorization: 'Bearer canary' } },
  ],
  [
    'wrong-credentials',
    'Sonarr',
    200,
    LOGIN,
    { method: 'POST', headers: FORM, body: 'username=admin&password=canary' },
  ],
  [
    'wrong-credentials',
    'other',
    422,
    '/settings/integrations/login',
    {
      method: 'POST',
      headers: { ...FORM, 'user-agent': 'canary', origin: 'http://nas:8070' },
      body: 'username=admin&password=canary',
    },
  ],
  ['no-route', 'other', 404, '/canary', { headers: KEY }],
  ['wrong-method', 'other', 405, '/widget', { method: 'DELETE', headers: KEY }],
])('%s, by %s: a %i is a span and is counted', async (reason, program, status, path, init) => {
  const { send, ended, counted } = await open()
  expect((await send(path, init)).status).toBe(status)
  expect(await counted()).toEqual([[reason, program, 1]])
  expect(ended).toHaveLength(1)
  expect(ended[0]?.attributes).toMatchObject({
    'refusal.reason': reason,
    'http.response.status_code': status,
  })
  expect(JSON.stringify([ended[0]?.name, ended[0]?.attributes])).not.toContain('canary')
})

describe('a program that is not let in', () => {
  const INFO = '/api/v2/torrents/info'
  const make = async (password: string | null) => {
    const clients = createClients({ clock: systemClock })
    const auth = { username: 'admin', password, apiKey: null }
    const { send } = await buildApp({ config: { auth }, clients })
    return {
      send,
      seen: clients.all,
      refusal: () => clients.all().map(({ name, refusal }) => [name, refusal?.status]),
    }
  }

  test('is known with the reason, until it logs in', async () => {
    const { send, refusal } = await make('secret')
    expect((await send(INFO, { headers: SONARR })).status).toBe(403)
    expect(refusal()).toEqual([['Sonarr', 403]])
    const body = 'username=admin&password=secret'
    await send(LOGIN, { method: 'POST', headers: FORM, body })
    expect(refusal()).toEqual([['Sonarr', undefined]])
  })

  test('is known where it calls by a name that is not known', async () => {
    const { send, refusal } = await make(null)
    const headers = { ...SONARR, host: 'downloads.example.com' }
    expect((await send(INFO, { headers })).status).toBe(421)
    expect(refusal()).toEqual([['Sonarr', 421]])
  })

  test.each([
    [null, 404],
    ['secret', 401],
  ])('is known where it looks for the API below a path (password %p)', async (password, status) => {
    const { send, seen } = await make(password)
    expect((await send(`/qbt${INFO}`, { headers: SONARR })).status).toBe(status)
    expect(seen()).toMatchObject([
      {
        name: 'Sonarr',
        refusal: { status, call: `GET /qbt${INFO}`, reason: expect.stringContaining('URL Base') },
      },
    ])
  })

  test('is no browser that asks for the page', async () => {
    const { send, refusal } = await make('secret')
    expect((await send('/settings/integrations', {})).status).toBe(401)
    expect(refusal()).toEqual([])
  })
})

test('what is answered is no refusal', async () => {
  const { send, ended, counted } = await open()
  const body = 'username=admin&password=secret'
  expect(await (await send(LOGIN, { method: 'POST', headers: FORM, body })).text()).toBe('Ok.')
  expect((await send('/metrics', { headers: KEY })).status).toBe(200)
  expect(await counted()).toEqual([])
  for (const { attributes } of ended) expect(attributes).not.toHaveProperty('refusal.reason')
})

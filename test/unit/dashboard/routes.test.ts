import { describe, expect, test } from 'bun:test'
import { type DashboardDeps, dashboardRoutes } from '../../../src/dashboard/routes.ts'
import type { CatalogView } from '../../../src/torrents/catalog/catalog.ts'
import { Unavailable } from '../../../src/upstream-error.ts'
import { eventually } from '../../support/eventually.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { refreshState, up, watcherState } from '../../support/states.ts'

const view = (changes: Partial<CatalogView> = {}): CatalogView => ({
  torrents: [],
  takenAt: 0,
  source: 'engine',
  areSessionsKnown: true,
  ageMs: 0,
  ...changes,
})
const setUp = (changes: Partial<DashboardDeps> = {}) => {
  const clock = createManualClock()
  const routes = dashboardRoutes({
    catalog: { list: async () => view(), peek: () => null },
    store: () => up,
    engine: () => up,
    watcher: () => watcherState({ mode: 'polling', reason: 'standalone' }),
    refresh: () => refreshState({ phase: 'off' }),
    clock,
    version: '1.2.3',
    ...changes,
  })
  const get = (path: string) => routes.handle(new Request(`http://localhost${path}`))
  return { clock, get }
}
const away = async () => {
  throw new Unavailable('the engine cannot be read', { code: 'timeout' })
}
const silent = () => new Promise<CatalogView>(() => {})

describe('GET /widget', () => {
  test('answers with the numbers of now', async () => {
    const { get } = setUp()
    const response = await get('/widget')
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toMatchObject({ total: 0, state: 'ok' })
  })

  test('answers 503 with a time to come back when no number was ever known', async () => {
    const { get } = setUp({ catalog: { list: away, peek: () => null } })
    const response = await get('/widget')
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toMatchObject({ error: { code: 'unavailable' } })
  })

  test('tells the last numbers, and that they are old, when the catalog has let go of them', async () => {
    let isAway = false
    const list = async () => (isAway ? away() : view({ ageMs: 2000 }))
    const { get, clock } = setUp({ catalog: { list, peek: () => null } })
    await get('/widget')
    isAway = true
    clock.advance(25 * 60 * 60 * 1000)
    const response = await get('/widget')
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ total: 0, state: 'down', age_seconds: 90_002 })
  })

  test('does not wait longer than a second for a silent engine when older numbers are there', async () => {
    const old = view({ source: 'last', ageMs: 700_000 })
    const { get, clock } = setUp({ catalog: { list: silent, peek: () => old } })
    const answering = get('/widget')
    await eventually(() => clock.sleepers() === 1)
    clock.advance(1000)
    const response = await answering
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ state: 'down', age_seconds: 700 })
  })

  test('is patient for the first numbers', async () => {
    const first = Promise.withResolvers<CatalogView>()
    const { get, clock } = setUp({ catalog: { list: () => first.promise, peek: () => null } })
    const answering = get('/widget')
    await eventually(() => clock.sleepers() === 1)
    clock.advance(1500)
    first.resolve(view())
    expect((await answering).status).toBe(200)
  })

  test('answers 503 after two seconds when the engine hangs and no number was ever known', async () => {
    const { get, clock } = setUp({ catalog: { list: silent, peek: () => null } })
    const answering = get('/widget')
    await eventually(() => clock.sleepers() === 1)
    clock.advance(2000)
    expect((await answering).status).toBe(503)
  })

  test('waits a second at most for new numbers when the catalog has let go of those it told', async () => {
    let list = async () => view()
    const catalog = { list: () => list(), peek: () => null }
    const { get, clock } = setUp({ catalog })
    await get('/widget')
    list = silent
    const answering = get('/widget')
    await eventually(() => clock.sleepers() === 1)
    clock.advance(1000)
    expect(await (await answering).json()).toMatchObject({ age_seconds: 1 })
  })

  test.each([
    ['since the look, in step with /health', 5000, 'stale'],
    ['before it, and has answered it', 2000, 'ok'],
  ])('of an engine that was found away %s', async (_, since, state) => {
    const { get } = setUp({
      catalog: { list: async () => view({ takenAt: 4000, ageMs: 3000 }), peek: () => null },
      engine: () => ({ status: 'down', since, hasAnswered: true }),
    })
    expect(await (await get('/widget')).json()).toMatchObject({ state })
  })

  test('leaves no timer behind', async () => {
    const { get, clock } = setUp()
    await get('/widget')
    expect(clock.sleepers()).toBe(0)
  })
})

describe('GET /health', () => {
  test('answers 200 in its own type, even while everything is away', async () => {
    const { get } = setUp({
      catalog: { list: silent, peek: () => null },
      store: () => ({ status: 'down', since: 0, hasAnswered: false }),
      engine: () => ({ status: 'down', since: 0, hasAnswered: false }),
    })
    const response = await get('/health')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/health+json')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toMatchObject({
      status: 'warn',
      version: '1.2.3',
      checks: { store: { status: 'fail' }, watcher: { mode: 'polling' } },
    })
  })
})

describe('GET /health/ready', () => {
  test('answers 200 when nothing is waited for', async () => {
    const response = await setUp().get('/health/ready')
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  test('answers 503 while the store is unusable', async () => {
    const { get } = setUp({ store: () => ({ status: 'down', since: 0, hasAnswered: true }) })
    const response = await get('/health/ready')
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ waitingFor: ['store'] })
  })
})

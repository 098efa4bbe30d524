import { afterEach, describe, expect, test } from 'bun:test'
import { InvalidInput } from '../../../src/domain.ts'
import { type Clock, systemClock } from '../../../src/lib/clock.ts'
import type { IntegrationSettings } from '../../../src/settings/schema.ts'
import { createSettings, type Settings } from '../../../src/settings/settings.ts'
import { Unavailable } from '../../../src/upstream-error.ts'
import { captureLog } from '../../support/captured-log.ts'
import { eventually } from '../../support/eventually.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { createMemorySettingsStore } from '../../support/memory-settings-store.ts'

const running: Settings[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((settings) => settings.stop()))
})

const build = ({
  document = null,
  clock = systemClock,
  pollMs = 5,
}: {
  document?: Record<string, unknown> | null
  clock?: Clock
  pollMs?: number
} = {}) => {
  const store = createMemorySettingsStore(document)
  const { log, lines } = captureLog()
  const settings = createSettings({ store: { settings: store }, clock, log, pollMs })
  const announced: IntegrationSettings[] = []
  settings.changed.listen((value) => announced.push(value))
  running.push(settings)
  return { store, settings, lines, announced }
}

const server = { enabled: true, url: 'http://j:8096', apiKey: 'k' }

describe('settings', () => {
  test('are unknown until the store has answered, then defaults, announced once', async () => {
    const { settings, announced } = build()
    expect(settings.last()).toBeNull()
    settings.start()
    await eventually(() => settings.last())
    expect(settings.last()).toMatchObject({ qbt: { enabled: true }, updatedAt: 0 })
    await Bun.sleep(30)
    expect(announced).toHaveLength(1)
  })

  test('that somebody else changes are noticed and announced, their time alone is not', async () => {
    const { settings, store, announced } = build()
    settings.start()
    await eventually(() => announced.length === 1)
    store.document = { updatedAt: 12 }
    await eventually(() => settings.last()?.updatedAt === 12)
    expect(announced).toHaveLength(1)
    store.document = { jellyfin: server }
    await eventually(() => announced.length === 2)
    expect(announced[1]?.jellyfin).toMatchObject(server)
  })

  test('are patched, dated in seconds, announced at once and kept', async () => {
    const clock = createManualClock(1_700_000_000_900)
    const { settings, store, announced } = build({ clock })
    const { settings: patched, warnings } = await settings.patch({ jellyfin: server, stray: 1 })
    expect(patched).toMatchObject({ jellyfin: server, updatedAt: 1_700_000_000 })
    expect(warnings).toHaveLength(1)
    expect(settings.last()).toEqual(patched)
    expect(announced).toEqual([patched])
    expect(store.document).toMatchObject({ jellyfin: server, updatedAt: 1_700_000_000 })
    expect(await settings.read()).toEqual(patched)
  })

  test('are left as they were by a PATCH with one bad field', async () => {
    const document = { jellyfin: server, theirs: 1 }
    const { settings, store, announced } = build({ document })
    const body = { jellyfin: { refresh: 'targeted' }, emby: { enabled: 'x' } }
    await expect(settings.patch(body)).rejects.toBeInstanceOf(InvalidInput)
    expect(store.document).toEqual(document)
    expect(announced).toEqual([])
  })

  test('keep what others wrote in between two PATCHes', async () => {
    const { settings, store } = build({ document: { jellyfin: server } })
    await settings.read()
    store.document = { jellyfin: server, emby: { url: 'http://theirs' }, plex: { a: 1 } }
    const { settings: patched } = await settings.patch({ qbt: { enabled: false } })
    expect(patched.emby.url).toBe('http://theirs')
    expect(store.document).toMatchObject({ plex: { a: 1 } })
  })

  test('are not undone by an answer that was on its way when they were patched', async () => {
    const { settings, store, announced } = build({ document: { jellyfin: server } })
    await settings.read()
    const slow = Promise.withResolvers<void>()
    const { read } = store
    store.read = async () => {
      const document = await read()
      await slow.promise
      return document
    }
    const overtaken = settings.read()
    await Bun.sleep(5)
    await settings.patch({ jellyfin: { refresh: 'targeted' } })
    slow.resolve()
    await overtaken
    expect(settings.last()?.jellyfin.refresh).toBe('targeted')
    expect(announced).toHaveLength(2)
  })

  test('name each malformed stored field once, and again when it comes back', async () => {
    const { settings, store, lines } = build({ document: { jellyfin: { url: 7 } } })
    const warned = () => lines.filter((line) => line.includes('jellyfin.url')).length
    await settings.read()
    await settings.read()
    expect(warned()).toBe(1)
    store.document = {}
    await settings.read()
    store.document = { jellyfin: { url: 7 } }
    await settings.read()
    expect(warned()).toBe(2)
  })
})

describe('a store that is away', () => {
  test('is waited for, and a request goes on when it is back', async () => {
    const { settings, store } = build({ document: { jellyfin: server } })
    for (const state of ['away', 'silent'] as const) {
      store.state = state
      const reading = settings.read()
      await Bun.sleep(20)
      store.state = 'up'
      expect((await reading).jellyfin.url).toBe(server.url)
    }
  })

  test('is waited for no longer than 5 s, by readers and by writers', async () => {
    for (const state of ['away', 'silent'] as const) {
      const clock = createManualClock()
      const { settings, store } = build({ document: { jellyfin: server }, clock })
      store.state = state
      const outcome = Promise.allSettled([settings.read(), settings.patch({ emby: server })])
      for (let passed = 0; passed < 5000; passed += 250) {
        await Bun.sleep(2)
        clock.advance(250)
      }
      for (const settled of await outcome) {
        expect(settled.status).toBe('rejected')
        const reason: unknown = settled.status === 'rejected' ? settled.reason : null
        expect(reason).toBeInstanceOf(Unavailable)
        expect(reason).toMatchObject({ code: 'store-down' })
      }
      // Whoever was told no must not find it stored later.
      store.state = 'up'
      await Bun.sleep(20)
      expect(store.document).toEqual({ jellyfin: server })
    }
  })

  test('is one line at its start and one at its end, and the last settings stay', async () => {
    const clock = createManualClock()
    const { settings, store, lines } = build({ document: { jellyfin: server }, clock })
    settings.start()
    await eventually(() => settings.last())
    store.state = 'away'
    await eventually(() => {
      clock.advance(250)
      return lines.some((line) => line.includes('settings cannot be read'))
    })
    for (let round = 0; round < 100; round += 1) {
      clock.advance(250)
      await Bun.sleep(1)
    }
    expect(settings.last()?.jellyfin).toMatchObject(server)
    store.state = 'up'
    await eventually(() => {
      clock.advance(250)
      return lines.some((line) => line.includes('settings can be read again'))
    })
    expect(lines.filter((line) => line.includes('settings cannot be read'))).toHaveLength(1)
  })

  test('does not hold up the stop', async () => {
    const { settings, store } = build()
    store.state = 'silent'
    settings.start()
    await Bun.sleep(10)
    const from = performance.now()
    await settings.stop()
    expect(performance.now() - from).toBeLessThan(500)
    store.state = 'up'
  })
})

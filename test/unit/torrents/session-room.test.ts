import { expect, test } from 'bun:test'
import type { SessionLook, SessionMode } from '../../../src/torrents/catalog/session.ts'
import type { EngineSetup } from '../../../src/torrents/engine/engine-details.ts'
import { createSessionRoom } from '../../../src/torrents/opening/session-room.ts'
import { Unavailable } from '../../../src/upstream-error.ts'
import { captureLog } from '../../support/captured-log.ts'
import { createManualClock } from '../../support/manual-clock.ts'

const MINUTE = 60_000
const away = () => new Unavailable('engine: away', { code: 'timeout' })
const session = (mode: SessionMode): SessionLook => ({
  id: mode,
  mode,
  phase: null,
  peers: 0,
  progress: 0,
  fileBytes: null,
})

/** An engine that answers by what `given` says at the moment of the call. */
const setUp = (modes: SessionMode[] = [], sessionLimit = 2) => {
  const clock = createManualClock()
  const given = {
    setup: (): EngineSetup | Promise<EngineSetup> => ({ sessionLimit, dataDir: '/downloads' }),
    states: (): SessionLook[] => modes.map(session),
  }
  const calls = { setup: 0, states: 0 }
  const { log, lines } = captureLog()
  const room = createSessionRoom({
    engine: {
      async setup() {
        calls.setup += 1
        return await given.setup()
      },
      async states() {
        calls.states += 1
        return given.states()
      },
    },
    clock,
    log,
  })
  return { room, clock, given, calls, lines }
}

test.each<[SessionMode[], boolean]>([
  [[], true],
  [['downloading'], true],
  [['downloading', 'downloading'], false],
  [['idle', 'downloading'], false],
  [['paused', 'focused'], false],
  [['unknown', 'downloading'], false],
  [['downloading', 'stopped'], true],
  [['stopped', 'completed'], true],
  [['downloading', 'completed'], false],
])('of two sessions with %p in use there is one free: %p', async (modes, expected) => {
  const { room } = setUp(modes)
  expect(await room.isFree(0)).toBe(expected)
})

test('a session that is just closing counts as in use', async () => {
  const { room } = setUp(['downloading'])
  expect(await room.isFree(1)).toBe(false)
})

test('without a limit there is always one free, and nobody looks', async () => {
  const { room, calls } = setUp(['downloading', 'downloading'], 0)
  expect(await room.isFree(3)).toBe(true)
  expect(calls.states).toBe(0)
})

test('an engine that does not tell its sessions is away', async () => {
  const { room, given } = setUp()
  given.states = () => {
    throw away()
  }
  await expect(room.isFree(0)).rejects.toBeInstanceOf(Unavailable)
})

test("until the engine has told its setup it is T◎RRX's own", async () => {
  const { room, given } = setUp(Array.from({ length: 5 }, () => 'downloading' as const))
  expect(room.setup()).toEqual({ sessionLimit: 5, dataDir: '/data' })
  given.setup = () => {
    throw away()
  }
  expect(await room.isFree(0)).toBe(false)
})

test('the setup is asked for rarely: it is dear', async () => {
  const { room, clock, calls } = setUp()
  await room.isFree(0)
  expect(room.setup()).toEqual({ sessionLimit: 2, dataDir: '/downloads' })
  clock.advance(10 * MINUTE - 1)
  await room.isFree(0)
  expect(calls.setup).toBe(1)
  clock.advance(1)
  await room.isFree(0)
  expect(calls.setup).toBe(2)
})

test('an engine that does not tell its setup is asked again after a minute', async () => {
  const { room, clock, given, calls } = setUp()
  const tells = given.setup
  given.setup = () => {
    throw away()
  }
  await room.isFree(0)
  clock.advance(MINUTE - 1)
  await room.isFree(0)
  expect(calls.setup).toBe(1)
  given.setup = tells
  clock.advance(1)
  await room.isFree(0)
  expect(room.setup().sessionLimit).toBe(2)
})

test('what was known stays when the engine does not tell it again', async () => {
  const { room, clock, given } = setUp()
  await room.isFree(0)
  given.setup = () => {
    throw away()
  }
  clock.advance(10 * MINUTE)
  await room.isFree(0)
  expect(room.setup().dataDir).toBe('/downloads')
})

test('learning asks until it was told once, one question at a time', async () => {
  const { room, clock, calls, given } = setUp()
  const slow = Promise.withResolvers<EngineSetup>()
  given.setup = () => slow.promise
  const learning = [room.learn(), room.learn()]
  slow.resolve({ sessionLimit: 3, dataDir: '/downloads' })
  await Promise.all(learning)
  clock.advance(60 * MINUTE)
  await room.learn()
  expect(calls.setup).toBe(1)
  expect(room.setup().sessionLimit).toBe(3)
})

test('an error that nobody expected ends no question, and is logged', async () => {
  const { room, given, lines } = setUp()
  given.setup = () => {
    throw new TypeError('nobody expected this')
  }
  await room.learn()
  expect(await room.isFree(0)).toBe(true)
  expect(lines.join()).toContain('setup of the engine')
})

import { expect, test } from 'bun:test'
import { connectMongo } from '../../src/lib/mongo.ts'
import { openMongoStore } from '../../src/store/mongo.ts'
import type { Store } from '../../src/store/store.ts'
import { Unavailable } from '../../src/upstream-error.ts'
import { describeWithMongo } from '../support/describe-with-mongo.ts'
import { eventually } from '../support/eventually.ts'
import { freePort } from '../support/free-port.ts'
import { type MongodOptions, type RunningMongod, startMongod } from '../support/mongod.ts'
import { silentLog } from '../support/silent-log.ts'
import { infoHash } from '../support/torrents.ts'
import { categoryOf, magnetOf, noteOf, queuedOf } from './client-records.ts'
import { completionOf } from './completions.ts'

/** What a caller waits at most for a store that is away: 5 s, and what a busy machine adds. */
const PATIENCE_MS = 7000
const RECOVERY_MS = 10_000
const TEST_TIMEOUT_MS = 60_000

const openAt = (uri: string): Store =>
  openMongoStore({
    connection: connectMongo({ uri, database: 'faults', log: silentLog }),
    log: silentLog,
  })

const withMongod = async (
  options: MongodOptions,
  work: (mongod: RunningMongod, store: Store) => Promise<void>
) => {
  const mongod = await startMongod(options)
  const store = openAt(mongod.uri)
  try {
    await work(mongod, store)
  } finally {
    await store.close()
    await mongod.stop()
  }
}

const verbsOf = (store: Store): Record<string, () => Promise<unknown>> => ({
  ping: () => store.ping(),
  'settings.read': () => store.settings.read(),
  'settings.update': () => store.settings.update((before) => ({ ...before, a: 1 })),
  'completions.hasBaseline': () => store.completions.hasBaseline(),
  'completions.markBaseline': () => store.completions.markBaseline(),
  'completions.unknown': () => store.completions.unknown(['a']),
  'completions.add': () => store.completions.add([completionOf(1)]),
  'completions.owed': () => store.completions.owed('emby'),
  'completions.settle': () =>
    store.completions.settle(['a'], { server: 'emby', outcome: 'asked', at: 1 }),
  'completions.recent': () => store.completions.recent({ limit: 5 }),
  'completions.count': () => store.completions.count({ name: 'film' }),
  'completions.prune': () =>
    store.completions.prune({ presentTorrentIds: new Set(['a']), now: 1, keepMs: 1000 }),
  'refreshes.lastAccepted': () => store.refreshes.lastAccepted('emby'),
  'refreshes.accept': () => store.refreshes.accept('emby', { origin: 'http://nas', at: 1 }),
  'refreshes.isWanted': () => store.refreshes.isWanted('emby'),
  'refreshes.want': () => store.refreshes.want('emby', 1),
  'completions.completedAt': () => store.completions.completedAt(['a']),
  'categories.all': () => store.categories.all(),
  'categories.save': () => store.categories.save(categoryOf('tv')),
  'categories.remove': () => store.categories.remove(['tv']),
  'tagNames.all': () => store.tagNames.all(),
  'tagNames.add': () => store.tagNames.add(['4k']),
  'tagNames.remove': () => store.tagNames.remove(['4k']),
  'notes.all': () => store.notes.all(),
  'notes.save': () => store.notes.save([noteOf(1)]),
  'notes.remove': () => store.notes.remove([infoHash(1)]),
  'queue.all': () => store.queue.all(),
  'queue.source': () => store.queue.source(infoHash(1)),
  'queue.add': () => store.queue.add(queuedOf(1), magnetOf(1)),
  'queue.save': () => store.queue.save(queuedOf(1)),
  'queue.remove': () => store.queue.remove([infoHash(1)]),
  'sessions.key': () => store.sessions.key(),
  'sessions.revoke': () => store.sessions.revoke('a', 5),
  'sessions.revoked': () => store.sessions.revoked(1),
})

/** Every verb at once: each must reject as it should, in time. */
const expectUnavailable = async (store: Store) => {
  const startedAt = performance.now()
  const outcomes = await Promise.all(
    Object.entries(verbsOf(store)).map(async ([name, verb]) => {
      const outcome = await verb().then(
        () => 'it worked',
        (error: unknown) => (error instanceof Unavailable ? error.code : error)
      )
      return [name, outcome]
    })
  )
  const wanted = Object.keys(verbsOf(store)).map((name) => [name, 'store-down'])
  expect(outcomes).toEqual(wanted)
  expect(performance.now() - startedAt).toBeLessThan(PATIENCE_MS)
}

/** Every verb works again by itself, each within its time. */
const expectRecovery = (store: Store) =>
  Promise.all(
    Object.values(verbsOf(store)).map((verb) =>
      eventually(() => verb().then(() => true), { timeoutMs: RECOVERY_MS })
    )
  )

describeWithMongo('MongoDB store and faults', () => {
  test.concurrent(
    'works by itself once a server comes up that was not there at first',
    async () => {
      const port = await freePort()
      const store = openAt(`mongodb://127.0.0.1:${port}/`)
      await expectUnavailable(store)
      const mongod = await startMongod({ replicaSet: true, port })
      try {
        await expectRecovery(store)
      } finally {
        await store.close()
        await mongod.stop()
      }
    },
    TEST_TIMEOUT_MS
  )

  for (const replicaSet of [false, true]) {
    const kind = replicaSet ? 'replica set' : 'standalone'

    test.concurrent(
      `lives through a ${kind} that is killed and comes back`,
      () =>
        withMongod({ replicaSet }, async (mongod, store) => {
          await expectRecovery(store)
          for (let round = 0; round < 2; round += 1) {
            await mongod.kill()
            await expectUnavailable(store)
            await mongod.restart()
            await expectRecovery(store)
          }
        }),
      TEST_TIMEOUT_MS
    )
  }

  test.concurrent(
    'lives through a server that is frozen and thaws',
    () =>
      withMongod({ replicaSet: false }, async (mongod, store) => {
        await expectRecovery(store)
        await mongod.freeze()
        await expectUnavailable(store)
        await expectUnavailable(store)
        mongod.thaw()
        await expectRecovery(store)
      }),
    TEST_TIMEOUT_MS
  )

  test.concurrent(
    'follows a standalone that becomes a replica set, and back',
    () =>
      withMongod({ replicaSet: false }, async (mongod, store) => {
        const [first, second, third] = [completionOf(11), completionOf(12), completionOf(13)]
        await store.completions.add([first])
        await mongod.restartAs({ replicaSet: true })
        await expectRecovery(store)
        await store.completions.add([second])
        await mongod.restartAs({ replicaSet: false })
        await expectRecovery(store)
        await store.completions.add([third])
        const ids = [first, second, third].map(({ id }) => id)
        expect(await store.completions.unknown(ids)).toEqual([])
      }),
    TEST_TIMEOUT_MS
  )

  test.concurrent(
    'keeps every completion whose claim was told, however often the server is killed',
    () =>
      withMongod({ replicaSet: true }, async (mongod, store) => {
        const claimed: string[] = []
        let isOver = false
        const adding = (async () => {
          for (let at = 100; !isOver; at += 1) {
            const added = await store.completions.add([completionOf(at)]).catch((error) => {
              expect(error).toBeInstanceOf(Unavailable)
              return []
            })
            claimed.push(...added)
          }
        })()
        for (let round = 0; round < 3; round += 1) {
          await eventually(() => claimed.length >= (round + 1) * 20)
          await mongod.kill()
          await mongod.restart()
        }
        isOver = true
        await adding
        expect(new Set(claimed).size).toBe(claimed.length)
        expect(await store.completions.unknown(claimed.slice(-1000))).toEqual([])
      }),
    TEST_TIMEOUT_MS
  )

  test.concurrent(
    'closes within a second while the server is frozen, and the process then ends by itself',
    async () => {
      const mongod = await startMongod({ replicaSet: true })
      try {
        const program = [process.execPath, `${import.meta.dir}/closing-child.ts`, mongod.uri]
        const child = Bun.spawn(program, { stdin: 'pipe', stdout: 'pipe', stderr: 'inherit' })
        const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader()
        expect((await output.read()).value).toBe('ready\n')
        await mongod.freeze()
        child.stdin.write('ask\nask\n')
        await child.stdin.flush()
        await Bun.sleep(200)
        child.stdin.write('close\n')
        await child.stdin.end()
        const [, ms] = /^closed (\d+)\n$/.exec((await output.read()).value ?? '') ?? []
        expect(Number(ms)).toBeLessThanOrEqual(1000)
        expect(await child.exited).toBe(0)
      } finally {
        await mongod.stop()
      }
    },
    TEST_TIMEOUT_MS
  )
})

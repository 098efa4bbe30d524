import { afterEach } from 'bun:test'
import { type Engine, type EngineOptions, startEngine } from '../../../src/demo/engine/start.ts'
import { type Listener, listen } from '../../../src/demo/listener.ts'
import type { Store } from '../../../src/store/store.ts'
import type { Addition } from '../../../src/torrents/adding.ts'
import { type Catalog, createCatalog } from '../../../src/torrents/catalog/catalog.ts'
import type { Sources } from '../../../src/torrents/catalog/survey.ts'
import { createTorrentControl, type TorrentControl } from '../../../src/torrents/control.ts'
import { createEngineClient, type EngineClient } from '../../../src/torrents/engine/engine.ts'
import type { InventoryTorrent } from '../../../src/torrents/inventory/inventory-torrent.ts'
import { noLimits } from '../../../src/torrents/inventory/notebook.ts'
import { captureLog } from '../../support/captured-log.ts'
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts'
import { temporaryStore } from '../../support/temporary-store.ts'
import { bencode, singleFile, torrentFile } from '../../support/torrent-file.ts'

/** The call that adds a torrent. */
export const ADD = /^POST \/torrents$/

/** What work fails with; a text where it does not. */
export const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'it does not fail',
    (error: unknown) => error
  )

/** How the engine is called on the way to it: by `forward`, or not at all. */
type OnTheWay = (
  request: Request,
  forward: (request: Request) => Promise<Response>
) => Promise<Response>

/** What programs see of torrents and do to them, beside a simulated engine. All times are ours. */
export type BesideEngine = {
  clock: ManualClock
  engine: Engine
  client: EngineClient
  catalog: Catalog
  store: Store
  control: TorrentControl
  /** The JSON lines of the log. */
  lines: string[]
  /** The calls that reached the engine, or would have: method and path. */
  calls: string[]
  /** Stands between this service and the engine, and can be closed. */
  gate: Listener
  /** Calls whose method and path match go this way from now on. */
  onTheWay(call: RegExp, way: OnTheWay): void
  /** The list of torrents by a look of this moment; time may pass for it. */
  list(): Promise<readonly InventoryTorrent[]>
  /** One torrent of `list`. */
  find(id: string): Promise<InventoryTorrent | undefined>
  /** Lets time pass, and the calls be answered that are made meanwhile. */
  pass(ms: number): Promise<void>
  /** Waits for `work` while time passes. */
  during<T>(work: Promise<T>): Promise<T>
  /** Lets time pass until `check` holds. */
  passUntil(check: () => unknown, longestMs?: number): Promise<void>
  /** Ends this service and starts a new one on the same store. */
  reopen(): Promise<void>
}

const STEP_MS = 250
/** So long is waited in earnest for a call, which may itself wait for our time. */
const LONGEST_CALL_MS = 50

/** Lets everything go on that can. */
const turn = () => new Promise((resolve) => setImmediate(resolve))

const untilRead = (body: ReadableStream<Uint8Array>, end: () => void) => {
  const reader = body.getReader()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        if (!done) return controller.enqueue(value)
        controller.close()
      } catch (error) {
        controller.error(error)
      }
      end()
    },
    async cancel(reason) {
      end()
      await reader.cancel(reason)
    },
  })
}

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

/** Starts everything; what was started ends with the test. */
export const startBesideEngine = async ({
  timeoutMs,
  store = temporaryStore(),
  torrentRecords = null,
  ...options
}: EngineOptions & {
  timeoutMs?: number
  store?: Store
  torrentRecords?: Sources['records']
} = {}): Promise<BesideEngine> => {
  const clock = createManualClock()
  const engine = await startEngine({ clock, ...options })
  const { log, lines } = captureLog()
  const calls: string[] = []
  const ways: { call: RegExp; way: OnTheWay }[] = []
  let underWay = 0

  const forward = async (request: Request) => {
    const { pathname, search } = new URL(request.url)
    const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
    return await fetch(engine.url + pathname + search, {
      method: request.method,
      headers: request.headers,
      ...(hasBody ? { body: await request.arrayBuffer() } : {}),
    })
  }
  const gate = listen({
    async answer(request) {
      const call = `${request.method} ${new URL(request.url).pathname}`
      calls.push(call)
      const found = ways.findLast((way) => way.call.test(call))
      return await (found ? found.way(request, forward) : forward(request)).catch(cut)
    },
  })
  const cut = async () => {
    // The engine ended the connection: so does whoever stands before it.
    await gate.close()
    gate.open()
    return new Promise<Response>(() => {})
  }
  /** A call is under way until its last byte was read: our time is not to outrun a long answer. */
  const counted = Object.assign(
    async (...args: Parameters<typeof fetch>) => {
      underWay += 1
      const end = () => {
        underWay -= 1
      }
      const response = await fetch(...args).catch((error: unknown) => {
        end()
        throw error
      })
      const { body } = response
      if (body === null) {
        end()
        return response
      }
      return new Response(untilRead(body, end), response)
    },
    { preconnect: fetch.preconnect }
  )

  const openService = () => {
    const ending = new AbortController()
    const client = createEngineClient({
      baseUrl: gate.url,
      fetch: counted,
      signal: ending.signal,
      clock,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    })
    const catalog = createCatalog({ engine: client, records: torrentRecords, clock, log })
    const deps = { engine: client, catalog, store, clock, log, signal: ending.signal }
    const control = createTorrentControl(deps)
    control.start()
    const close = async () => {
      ending.abort()
      await control.stop()
    }
    return { client, catalog, control, close }
  }
  let service = openService()

  const settle = async () => {
    const deadline = performance.now() + LONGEST_CALL_MS
    do await turn()
    while (underWay > 0 && performance.now() < deadline)
    // What the last answer has led to.
    await turn()
  }
  const step = async () => {
    await settle()
    clock.advance(STEP_MS)
  }
  const during = async <T>(work: Promise<T>): Promise<T> => {
    let isDone = false
    const end = () => {
      isDone = true
    }
    work.then(end, end)
    await settle()
    while (!isDone) await step()
    return await work
  }
  const list = async () => {
    service.catalog.invalidate()
    return (await during(service.control.inventory.list())).torrents
  }

  cleanups.push(
    () => store.close(),
    () => engine.stop(),
    () => gate.close(),
    () => service.close()
  )
  return {
    clock,
    engine,
    store,
    lines,
    calls,
    gate,
    get client() {
      return service.client
    },
    get catalog() {
      return service.catalog
    },
    get control() {
      return service.control
    },
    onTheWay: (call, way) => void ways.push({ call, way }),
    list,
    find: async (id) => (await list()).find((torrent) => torrent.id === id),
    async pass(ms) {
      for (let passed = 0; passed < ms; passed += STEP_MS) await step()
      await settle()
    },
    during,
    async passUntil(check, longestMs = 120_000) {
      const end = clock.monotonic() + longestMs
      while (!(await check())) {
        if (clock.monotonic() >= end) throw new Error(`not within ${longestMs} ms: ${check}`)
        await step()
      }
    },
    async reopen() {
      await service.close()
      service = openService()
    },
  }
}

const addition = (changes: Omit<Partial<Addition>, 'source'>): Omit<Addition, 'source'> => ({
  torrentId: '',
  category: 'tv',
  name: '',
  root: null,
  limits: noLimits,
  isPrivate: null,
  trackers: [],
  totalBytes: 0,
  tags: [],
  isStopped: false,
  ...changes,
})

/** A .torrent file of one file, as a program adds it. */
export const fileOf = (
  name: string,
  changes: Partial<Addition> = {},
  bytes = 100_000
): Addition => {
  const info = singleFile(name, bytes)
  const source = { kind: 'file', bytes: torrentFile(info) } as const
  const torrentId = new Bun.CryptoHasher('sha1').update(bencode(info)).digest('hex')
  return { ...addition({ torrentId, root: name, totalBytes: bytes, ...changes }), source }
}

/** A magnet without peers, as a program adds it. */
export const magnetOf = (name: string, changes: Partial<Addition> = {}): Addition => {
  const torrentId = new Bun.CryptoHasher('sha1').update(name).digest('hex')
  const source = { kind: 'magnet', magnet: `magnet:?xt=urn:btih:${torrentId}` } as const
  return { ...addition({ torrentId, name, ...changes }), source }
}

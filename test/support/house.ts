import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { createMongoRecords } from '../../src/demo/engine/mongo-records.ts'
import { type Engine, startEngine } from '../../src/demo/engine/start.ts'
import { type Emby, startEmby } from '../../src/demo/media-server/emby.ts'
import { type Jellyfin, startJellyfin } from '../../src/demo/media-server/jellyfin.ts'
import type { Completion } from '../../src/domain.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { type RunningBinary, startBinary, untilReady } from './binary.ts'
import { eventually } from './eventually.ts'
import { freePort } from './free-port.ts'
import { type RunningMongod, startMongod } from './mongod.ts'
import { silentLog } from './silent-log.ts'

/** Where the service learns of completions. */
export type Mode = 'stream' | 'polling' | 'engine'

/** A whole home: neighbours on their own ports, and the compiled binary among them. */
export type House = {
  engine: Engine
  jellyfin: Jellyfin
  emby: Emby
  /** Absent in the mode `engine`. */
  mongod: RunningMongod | null
  /** The process of the moment. */
  service(): RunningBinary
  /** Starts the service, again on the same port with the same data after it has ended. */
  start(env?: Record<string, string>): Promise<RunningBinary>
  /** Switches both media servers on, over the settings API. */
  setUp(): Promise<void>
  /** Has a torrent added and its last byte come; its record says so when this resolves. */
  finishTorrent(name: string): Promise<string>
  /** How often Jellyfin and Emby were asked to refresh. */
  refreshes(): [jellyfin: number, emby: number]
  /** The ledger, newest first; in the mode `engine`, where it is a file. */
  history(): Promise<Completion[]>
  stop(): Promise<void>
}

export const apiKey = 'canary-key'

/** Builds the house; the service is started by `start`. */
export const openHouse = async (mode: Mode): Promise<House> => {
  const mongod = mode === 'engine' ? null : await startMongod({ replicaSet: mode === 'stream' })
  const client =
    mongod &&
    new MongoClient(mongod.uri, { directConnection: true, serverSelectionTimeoutMS: 2000 })
  const libraries = [{ name: 'Films', locations: ['/data'] }]
  const engine = await startEngine({
    // The tests say when the engine writes its records.
    syncIntervalMs: 3_600_000,
    repositoryHangMs: 3000,
    sessionLimit: 0,
    ...(client ? { records: createMongoRecords({ db: client.db('torrentstream') }) } : {}),
  })
  /** What the media servers see: the files of torrents that have finished. */
  const finished: string[] = []
  const mediaServer = { apiKey, scanMs: 100, libraries, disk: () => finished }
  const jellyfin = startJellyfin(mediaServer)
  const emby = startEmby(mediaServer)
  const dataDir = await mkdtemp(join(tmpdir(), 'house-'))
  const port = await freePort()
  let service: RunningBinary | null = null
  const running = () => {
    if (service === null) throw new Error('the service was not started')
    return service
  }

  return {
    engine,
    jellyfin,
    emby,
    mongod,
    service: running,
    async start(env = {}) {
      service = await startBinary({
        port,
        env: {
          DATA_DIR: dataDir,
          TORRENT_ENGINE_URL: engine.url,
          ...(mongod ? { MONGO_URI: mongod.uri } : {}),
          ...env,
        },
      })
      return service
    },
    async setUp() {
      await untilReady(running())
      const answer = await fetch(`${running().url}/settings/integrations`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          jellyfin: { enabled: true, url: jellyfin.url, apiKey },
          emby: { enabled: true, url: emby.url, apiKey },
        }),
      })
      if (!answer.ok) throw new Error(`PATCH answered ${answer.status}: ${await answer.text()}`)
    },
    async finishTorrent(name) {
      const { id } = await engine.control.add({ name, totalBytes: 1_000_000 })
      await engine.control.syncNow()
      engine.control.finish(id)
      finished.push(`/data/${name}`)
      await engine.control.syncNow()
      return id
    },
    refreshes: () => [jellyfin.control.refreshes.length, emby.control.refreshes.length],
    async history() {
      const store = openSqliteStore({ dataDir, log: silentLog })
      return await store.completions.recent({ limit: 1000 }).finally(store.close)
    },
    async stop() {
      await service?.end('SIGKILL')
      await Promise.all([engine.stop(), jellyfin.stop(), emby.stop()])
      await client?.close()
      await mongod?.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Waits until both media servers were asked so often, and then for no further one. */
export const untilRefreshed = async (house: House, times: number, timeoutMs = 15_000) => {
  const expected = JSON.stringify([times, times])
  const check = () => JSON.stringify(house.refreshes()) === expected
  await eventually(check, { timeoutMs }).catch(() => {
    throw new Error(
      `asked ${house.refreshes()} times, not ${expected}\n${house.service().output()}`
    )
  })
  // Longer than a comparison and the quiet time: what is owed twice would show by then.
  await Bun.sleep(1200)
  if (!check()) throw new Error(`asked again: ${house.refreshes()}\n${house.service().output()}`)
}

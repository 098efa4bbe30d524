import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../config.ts'
import { createMongoRecords } from '../demo/engine/mongo-records.ts'
import { demoApiKey, type Neighbours, startNeighbours } from '../demo/neighbours.ts'
import { runScenario } from '../demo/scenario.ts'
import { systemClock } from '../lib/clock.ts'
import { createLog, type Log } from '../lib/log.ts'
import { connectMongo } from '../lib/mongo.ts'
import { startService } from '../service.ts'
import { EXIT_FAILURE, explain, refuse } from './exit.ts'
import { beginLifetime } from './lifetime.ts'
import { stopInTime } from './stop.ts'

/** One cycle takes a quarter of it; past that something is broken. In milliseconds. */
const CYCLE_DEADLINE_MS = 45_000
const LOOK_MS = 50

/** The demo waits less than a home does: one wants to see something happen. */
const hurry = {
  REFRESH_QUIET: '1s',
  REFRESH_MIN_INTERVAL: '10s',
  SCAN_POLL_INTERVAL: '1s',
  POLL_INTERVAL: '1s',
  MONGO_DB: 'torrentstream',
}

export type DemoOptions = {
  /** Of the environment only the address and the log are read: the demo touches nothing real. */
  env?: Readonly<Record<string, string | undefined>>
  /** An empty MongoDB of the demo's own; without it everything is in SQLite. */
  mongoUri?: string
}

/**
 * Shows the real service at work beside simulated neighbours, until a signal ends it.
 *
 * @param args `--once` ends it after one torrent.
 * @returns The exit code: 0 after a signal or the one torrent.
 */
export const demo = async (
  args: readonly string[],
  { env = process.env, mongoUri }: DemoOptions = {}
): Promise<number> => {
  await using cleanUp = new AsyncDisposableStack()
  const dataDir = await mkdtemp(join(tmpdir(), 'torrent-notifier-demo-'))
  cleanUp.defer(() => rm(dataDir, { recursive: true, force: true }))
  const { HTTP_ADDR, LOG_LEVEL, LOG_FORMAT } = env
  const loaded = loadConfig({
    ...hurry,
    LOG_LEVEL,
    LOG_FORMAT,
    HTTP_ADDR: HTTP_ADDR || '127.0.0.1:8070',
    DATA_DIR: dataDir,
    MONGO_URI: mongoUri,
  })
  if (loaded.config === null) return refuse(loaded)
  const { config } = loaded
  const log = createLog(config.log)
  const lifetime = beginLifetime(log)
  const print = log.child('demo').info
  try {
    const records = mongoUri === undefined ? undefined : await openRecords(mongoUri, log, cleanUp)
    const neighbours = await startNeighbours({ records, print })
    cleanUp.defer(() => neighbours.stop())
    const engineUrl = neighbours.engine.url
    const onFatal = (error: Error) => lifetime.end(explain(error, log))
    const service = await startService({ config: { ...config, engineUrl }, log, onFatal })
    cleanUp.defer(() => stopInTime(service, log))
    print(`the page is at ${service.url}`)
    const story = tellStory({
      neighbours,
      url: service.url,
      print,
      isOnce: args.includes('--once'),
      cleanUp,
    })
    return await Promise.race([lifetime.ended, story])
  } catch (error) {
    return explain(error, log)
  }
}

/** The collection that the simulated engine writes, as the real one does. */
const openRecords = async (uri: string, log: Log, cleanUp: AsyncDisposableStack) => {
  const connection = connectMongo({ uri, database: hurry.MONGO_DB, log: log.child('demo') })
  cleanUp.defer(() => connection.close())
  return createMongoRecords({ db: connection.current().db })
}

/** Sets the service up over its own API, as its owner would, and has torrents finish. */
const tellStory = async ({
  neighbours,
  url,
  print,
  isOnce,
  cleanUp,
}: {
  neighbours: Neighbours
  url: URL
  print: (line: string) => void
  isOnce: boolean
  cleanUp: AsyncDisposableStack
}): Promise<number> => {
  const stopping = new AbortController()
  cleanUp.defer(() => stopping.abort())
  const isDone = async (check: () => boolean | Promise<boolean>) => {
    const deadline = systemClock.monotonic() + CYCLE_DEADLINE_MS
    while (!(await check())) {
      if (stopping.signal.aborted || systemClock.monotonic() > deadline) return false
      await systemClock.sleep(LOOK_MS, stopping.signal)
    }
    return true
  }
  // What is complete before the first comparison counts as known, and would refresh nothing.
  await isDone(async () => (await fetch(new URL('/health/ready', url), { proxy: false })).ok)
  await setUpMediaServers(neighbours, url)
  print('Jellyfin and Emby are set up')
  let hasScanned = true
  await runScenario({
    engine: neighbours.engine,
    print,
    onFile: neighbours.showFile,
    signal: stopping.signal,
    once: isOnce,
    scansFinished: async () => {
      hasScanned = await isDone(neighbours.haveScanned)
    },
  })
  if (!hasScanned) print('one of the media servers was not asked, or has not finished its scan')
  return hasScanned ? 0 : EXIT_FAILURE
}

const setUpMediaServers = async ({ jellyfin, emby }: Neighbours, url: URL) => {
  const settings = {
    jellyfin: { enabled: true, url: jellyfin.url, apiKey: demoApiKey },
    emby: { enabled: true, url: emby.url, apiKey: demoApiKey },
  }
  const { status } = await fetch(new URL('/settings/integrations', url), {
    proxy: false,
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(settings),
  })
  if (status !== 200) throw new Error(`the demo's settings were answered ${status}`)
}

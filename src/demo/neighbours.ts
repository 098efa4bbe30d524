import type { EngineRecords } from './engine/record.ts'
import { type Engine, startEngine } from './engine/start.ts'
import { type Emby, startEmby } from './media-server/emby.ts'
import { type Jellyfin, startJellyfin } from './media-server/jellyfin.ts'

/** How often the demo's engine writes its records, in milliseconds; the original takes 10 s. */
const SYNC_INTERVAL_MS = 1000
const SCAN_MS = 3000

/** The key that both simulated media servers take. */
export const demoApiKey = 'demo-key'

/** The neighbours that the demo shows the service beside. */
export type Neighbours = {
  engine: Engine
  jellyfin: Jellyfin
  emby: Emby
  /** The media servers see this file of the engine's from now on. */
  showFile(name: string): void
  /** Whether both media servers have finished a scan. */
  haveScanned(): boolean
  stop(): Promise<void>
}

/**
 * Starts a simulated engine, Jellyfin and Emby on free ports.
 *
 * @param records Where the engine keeps its records; in memory unless told otherwise.
 * @param print Gets a line for people about each thing that a media server does.
 */
export const startNeighbours = async ({
  records,
  print,
}: {
  records?: EngineRecords | undefined
  print: (line: string) => void
}): Promise<Neighbours> => {
  const libraries = [{ name: 'Films', locations: ['/data'] }]
  const files: string[] = []
  const disk = () => files
  const mediaServer = { apiKey: demoApiKey, scanMs: SCAN_MS, libraries, disk, onEvent: print }
  const engine = await startEngine({
    syncIntervalMs: SYNC_INTERVAL_MS,
    ...(records === undefined ? {} : { records }),
  })
  const jellyfin = startJellyfin(mediaServer)
  const emby = startEmby(mediaServer)
  return {
    engine,
    jellyfin,
    emby,
    showFile: (name) => void files.push(`/data/${name}`),
    haveScanned: () =>
      [jellyfin, emby].every(({ control }) =>
        control.scans.some((scan) => scan.status === 'Completed')
      ),
    async stop() {
      await Promise.all([engine.stop(), jellyfin.stop(), emby.stop()])
    },
  }
}

import { isRecord } from '../../lib/record.ts'
import { type DataFolder, savePathOf } from '../content-path.ts'
import { done, type Endpoints, json, required, text } from '../endpoint.ts'
import type { GlobalLimits, GlobalLimitsKeeper } from '../global-limits.ts'
import { type PreferenceFacts, preferences } from '../preferences.ts'

/** The pair of versions that qBittorrent 4.6.0 tells; programs choose their dialect by them. */
const VERSION = 'v4.6.0'
const WEB_API_VERSION = '2.9.2'

export type ApplicationDeps = {
  /** Told without waiting for anybody. */
  folder: () => DataFolder
  limits: GlobalLimitsKeeper
  /** What the process was started with. */
  facts: Pick<PreferenceFacts, 'port' | 'username' | 'hasPassword'>
  /** The most torrents that the engine has open; 0 for any number. */
  sessionLimit: () => number
}

/** `app`, which is told without waiting for anybody. */
export const applicationEndpoints = (deps: ApplicationDeps): Endpoints => ({
  group: 'app',
  reads: {
    version: () => text(VERSION),
    webapiVersion: () => text(WEB_API_VERSION),
    buildInfo: () => json(buildInfo),
    preferences: () => json(tellPreferences(deps)),
    defaultSavePath: () => text(savePathOf(deps.folder())),
    networkInterfaceList: () => json([]),
    networkInterfaceAddressList(call) {
      required(call, 'iface')
      return json([])
    },
  },
  writes: {
    /** Kept where there is the notion here; everything else is taken, and stays as it is. */
    setPreferences(call) {
      deps.limits.set(readLimits(parsePreferences(required(call, 'json'))))
      return done()
    },
  },
})

const buildInfo = {
  bitness: 64,
  boost: '1.83.0',
  libtorrent: '1.2.19.0',
  openssl: '3.1.4',
  qt: '6.5.3',
  zlib: '1.3',
}

const tellPreferences = ({ folder, limits, facts, sessionLimit }: ApplicationDeps) => {
  const { download, upload, alternativeDownload, alternativeUpload } = limits.get()
  return preferences({
    ...facts,
    savePath: savePathOf(folder()),
    limits: { download, upload },
    alternativeLimits: { download: alternativeDownload, upload: alternativeUpload },
    sessionLimit: sessionLimit() || null,
  })
}

/** What is no object of preferences has none, as with qBittorrent. */
const parsePreferences = (json: string): Record<string, unknown> => {
  try {
    const parsed: unknown = JSON.parse(json)
    return isRecord(parsed) ? parsed : {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

/** The limits among preferences, by the names that they have there. */
const limitNames = {
  dl_limit: 'download',
  up_limit: 'upload',
  alt_dl_limit: 'alternativeDownload',
  alt_up_limit: 'alternativeUpload',
} as const

const readLimits = (changes: Record<string, unknown>): Partial<GlobalLimits> =>
  Object.fromEntries(
    Object.entries(limitNames).flatMap(([name, field]) => {
      const value = changes[name]
      return Number.isSafeInteger(value) ? [[field, Math.max(Number(value), 0)]] : []
    })
  )

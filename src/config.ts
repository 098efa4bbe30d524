import { accessSync, constants, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Problem } from './domain.ts'
import { createEnvironmentReader, type Environment, type EnvironmentReader } from './environment.ts'
import { type LogFormat, type LogLevel, logLevels } from './lib/log.ts'

/** What the environment says: read once, at the start, here and nowhere else. */
export type Config = Readonly<{
  http: Readonly<{ hostname: string; port: number }>
  log: Readonly<{ level: LogLevel; format: LogFormat }>
  /** `null` where the service runs without MongoDB, on SQLite in `dataDir`. */
  mongo: Readonly<{ uri: string; database: string }> | null
  engineUrl: string
  dataDir: string
  /** Lower-case host names, or `*.suffix`, that may stand in a request's Host. */
  allowedHosts: readonly string[]
  /** Origins with scheme, lower-case, whose pages may call; the host may be `*.suffix`. */
  allowedOrigins: readonly string[]
  /** What callers prove themselves with; without password and key everything is open. */
  auth: Readonly<{ username: string; password: string | null; apiKey: string | null }>
  isWidgetPublic: boolean
  /** Tests of one media server that are run in a minute. */
  testRate: number
  /** `null` while telemetry is off. */
  telemetry: Readonly<{ endpoint: string; serviceName: string }> | null
  timings: Timings
}>

/** Every wait that has a variable, in milliseconds. */
export type Timings = { readonly [Name in keyof typeof timingVariables]: number }

export type LoadedConfig =
  | { config: Config; problems: readonly [] }
  | { config: null; problems: readonly Problem[] }

const timingVariables = {
  refreshQuiet: { variable: 'REFRESH_QUIET', initial: '5s', mayBeZero: true },
  refreshQuietMax: { variable: 'REFRESH_QUIET_MAX', initial: '60s', mayBeZero: true },
  refreshMinInterval: { variable: 'REFRESH_MIN_INTERVAL', initial: '120s', mayBeZero: true },
  refreshNotFoundGrace: { variable: 'REFRESH_NOT_FOUND_GRACE', initial: '10m', mayBeZero: false },
  refreshTimeout: { variable: 'REFRESH_TIMEOUT', initial: '5s', mayBeZero: false },
  refreshRetryMin: { variable: 'REFRESH_RETRY_MIN', initial: '2s', mayBeZero: false },
  refreshRetryMax: { variable: 'REFRESH_RETRY_MAX', initial: '60s', mayBeZero: false },
  refreshPausedRetry: { variable: 'REFRESH_PAUSED_RETRY', initial: '15m', mayBeZero: false },
  scanPollInterval: { variable: 'SCAN_POLL_INTERVAL', initial: '5s', mayBeZero: false },
  scanStallLimit: { variable: 'SCAN_STALL_LIMIT', initial: '60m', mayBeZero: false },
  pollInterval: { variable: 'POLL_INTERVAL', initial: '3s', mayBeZero: false },
  reconcileInterval: { variable: 'RECONCILE_INTERVAL', initial: '60s', mayBeZero: false },
  streamProbeInterval: { variable: 'STREAM_PROBE_INTERVAL', initial: '5m', mayBeZero: false },
  streamStallTimeout: { variable: 'STREAM_STALL_TIMEOUT', initial: '10s', mayBeZero: false },
  importWait: { variable: 'IMPORT_WAIT', initial: '30m', mayBeZero: false },
} as const

const HOST_PATTERN = /^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/
const ORIGIN_PATTERN =
  /^https?:\/\/(\*\.)?([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:\d{1,5})?$/
const MONGO_HOST = '(\\[[0-9a-f:.%]+\\]|[\\w.-]+)(:\\d{1,5})?'
const MONGO_URI_PATTERN = new RegExp(
  `^mongodb(\\+srv)?://([^@/]*@)?${MONGO_HOST}(,${MONGO_HOST})*(/|\\?|$)`,
  'i'
)
const LONGEST_DURATION_MS = 24 * 3_600_000
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/**
 * Reads the whole environment.
 *
 * Where SQLite is in use the data folder is made and tried, so that a folder that cannot be
 * written is reported together with everything else.
 *
 * @param env The variables. Unknown ones are nobody's business.
 * @param options.isMongoUri Whether MongoDB's driver takes a connection string: it alone knows every
 *   option, and it is not loaded here.
 * @returns The configuration, or every problem at once, each with the variable's name, what it
 *   held (secrets excepted) and what is wanted.
 */
export const loadConfig = (
  env: Environment,
  { isMongoUri = () => true }: { isMongoUri?: (uri: string) => boolean } = {}
): LoadedConfig => {
  const problems: Problem[] = []
  const read = createEnvironmentReader(env, problems)
  const config: Config = {
    http: readAddress(read),
    log: {
      level: read.oneOf('LOG_LEVEL', logLevels, 'info'),
      format: read.oneOf('LOG_FORMAT', ['text', 'json'], 'text'),
    },
    mongo: readMongo(read, isMongoUri),
    engineUrl: read.parsed(
      'TORRENT_ENGINE_URL',
      'http://torrentstream:8080',
      parseHttpUrl,
      'an absolute http or https URL'
    ),
    dataDir: read.text('DATA_DIR') ?? defaultDataDir(read),
    allowedHosts: read.list(
      'ALLOWED_HOSTS',
      HOST_PATTERN,
      'a host name or *.suffix, without scheme or port'
    ),
    allowedOrigins: read.list(
      'ALLOWED_ORIGINS',
      ORIGIN_PATTERN,
      'an origin with its scheme, such as https://nas.example.org'
    ),
    auth: readAuth(read),
    isWidgetPublic: read.oneOf('WIDGET_PUBLIC', ['true', 'false'], 'true') === 'true',
    testRate: read.parsed('TEST_RATE', '30', parseCount, 'a whole number from 1'),
    telemetry: readTelemetry(read),
    timings: readTimings(read),
  }
  const usesSqlite = read.text('MONGO_URI') === null && read.text('MONGO_URI_FILE') === null
  if (usesSqlite) tryDataDir(config.dataDir, read)
  return problems.length > 0 ? { config: null, problems } : { config: freeze(config), problems: [] }
}

/**
 * Reads the address alone, for the health check, which runs beside a service that has checked
 * everything else.
 */
export const loadAddress = (
  env: Environment
): { address: Config['http']; problems: readonly Problem[] } => {
  const problems: Problem[] = []
  return { address: readAddress(createEnvironmentReader(env, problems)), problems }
}

const readAddress = (read: EnvironmentReader): Config['http'] =>
  read.parsed('HTTP_ADDR', ':8070', parseAddress, 'an address such as :8070 or 127.0.0.1:8070')

const readMongo = (
  read: EnvironmentReader,
  isMongoUri: (uri: string) => boolean
): Config['mongo'] => {
  const uri = read.secret('MONGO_URI')?.trim() ?? null
  const database = read.text('MONGO_DB') ?? 'torrentstream'
  if (/[/\\. "$*<>:|?]/.test(database) || database.length > 63) {
    read.refuse('MONGO_DB', `is ${JSON.stringify(database)}; wanted is a MongoDB database name`)
  }
  if (uri === null) return null
  if (!MONGO_URI_PATTERN.test(uri) || !isMongoUri(uri)) {
    read.refuse(
      'MONGO_URI',
      'is not a connection string; wanted is mongodb://host:27017 (its value is not shown)'
    )
  }
  return { uri, database }
}

const readAuth = (read: EnvironmentReader): Config['auth'] => {
  const username = read.secret('AUTH_USERNAME')
  const password = read.secret('AUTH_PASSWORD')
  if (username !== null && password === null) {
    read.refuse('AUTH_USERNAME', 'is set without AUTH_PASSWORD; wanted are both, or none')
  }
  return { username: username ?? 'admin', password, apiKey: read.secret('API_KEY') }
}

const readTelemetry = (read: EnvironmentReader): Config['telemetry'] => {
  const name = 'OTEL_EXPORTER_OTLP_ENDPOINT'
  const endpoint = read.parsed(name, 'http://unset', parseHttpUrl, 'an absolute http or https URL')
  const serviceName = read.text('OTEL_SERVICE_NAME') ?? 'torrent-notifier'
  return read.text(name) === null ? null : { endpoint, serviceName }
}

const readTimings = (read: EnvironmentReader): Timings => {
  const entries = Object.entries(timingVariables).map(
    ([name, { variable, initial, mayBeZero }]) => {
      const from = mayBeZero ? '0s' : '1ms'
      const wanted = `a duration such as 500ms, 5s, 2m or 1h, from ${from} to 24h`
      const parse = (text: string) => parseDuration(text, mayBeZero ? 0 : 1)
      return [name, read.parsed(variable, initial, parse, wanted)]
    }
  )
  return Object.fromEntries(entries) as Timings // the keys are those of timingVariables
}

/** A duration in milliseconds, or `null` when it is not one or lies outside its bounds. */
const parseDuration = (text: string, shortestMs: number): number | null => {
  const [, amount, unit] = /^(\d{1,9})(ms|s|m|h)$/.exec(text) ?? []
  if (amount === undefined || unit === undefined) return null
  const ms = Number(amount) * (UNIT_MS[unit] ?? Number.NaN)
  return ms >= shortestMs && ms <= LONGEST_DURATION_MS ? ms : null
}

/** Go's way of writing an address: a host that may be missing, a colon, a port. */
const parseAddress = (text: string): Config['http'] | null => {
  const [, host, port] = /^(\[[0-9a-f:.]+\]|[\w.-]*):(\d{1,5})$/i.exec(text) ?? []
  if (host === undefined || port === undefined || Number(port) > 65_535) return null
  return { hostname: host.replace(/^\[|\]$/g, ''), port: Number(port) }
}

const parseHttpUrl = (text: string): string | null => {
  const url = URL.parse(text)
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:'
  return url && isHttp && !url.search && !url.hash ? text.replace(/\/+$/, '') : null
}

const parseCount = (text: string): number | null =>
  /^[1-9]\d{0,5}$/.test(text) ? Number(text) : null

/** Where the XDG base directory specification puts a program's own data. */
const defaultDataDir = (read: EnvironmentReader): string =>
  join(
    read.text('XDG_DATA_HOME') ?? join(read.text('HOME') ?? homedir(), '.local', 'share'),
    'torrent-notifier'
  )

const tryDataDir = (dataDir: string, read: EnvironmentReader) => {
  try {
    mkdirSync(dataDir, { recursive: true })
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${error.code})` : ''
    read.refuse(
      'DATA_DIR',
      `${JSON.stringify(dataDir)} cannot be written${reason}; wanted is a folder of this user's own, or MONGO_URI`
    )
  }
}

const freeze = <T extends object>(value: T): T => {
  for (const part of Object.values(value))
    if (typeof part === 'object' && part !== null) freeze(part)
  return Object.freeze(value)
}

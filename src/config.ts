import { accessSync, constants, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Problem } from './domain.ts'
import { createEnvironmentReader, type Environment, type EnvironmentReader } from './environment.ts'
import { HTTP_URL, parseBaseUrl } from './lib/http-url.ts'
import { type LogFormat, type LogLevel, logLevels } from './lib/log.ts'
import { readTelemetry, type Telemetry } from './telemetry.ts'
import { readTimings, type Timings } from './timings.ts'
import { variables } from './variables.ts'

export type { Timings } from './timings.ts'

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
  /** Where traces are sent; `null` while they are off. */
  telemetry: Telemetry | null
  timings: Timings
}>

export type LoadedConfig =
  | { config: Config; problems: readonly [] }
  | { config: null; log: Config['log']; problems: readonly Problem[] }

const HOST_PATTERN = /^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/
const ORIGIN_PATTERN =
  /^https?:\/\/(\*\.)?([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:\d{1,5})?$/
const MONGO_HOST = '(\\[[0-9a-f:.%]+\\]|[\\w.-]+)(:\\d{1,5})?'
const MONGO_URI_PATTERN = new RegExp(
  `^mongodb(\\+srv)?://([^@/]*@)?${MONGO_HOST}(,${MONGO_HOST})*(/|\\?|$)`,
  'i'
)

const NOT_SHOWN = '(its value is not shown)'

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
 *   held (secrets excepted) and what is wanted, and the log to tell them in.
 */
export const loadConfig = (
  env: Environment,
  { isMongoUri = () => true }: { isMongoUri?: (uri: string) => boolean } = {}
): LoadedConfig => {
  const problems: Problem[] = []
  const read = createEnvironmentReader(env, problems)
  const auth = readAuth(read)
  const config: Config = {
    http: readAddress(read),
    log: {
      level: read.oneOf('LOG_LEVEL', logLevels),
      format: read.oneOf('LOG_FORMAT', ['text', 'json']),
    },
    mongo: readMongo(read, isMongoUri),
    engineUrl: read.parsed('TORRENT_ENGINE_URL', parseBaseUrl, HTTP_URL),
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
    auth,
    isWidgetPublic: readWidgetPublic(read, auth),
    testRate: read.parsed('TEST_RATE', parseCount, 'a whole number from 1 to 999999'),
    telemetry: readTelemetry(read),
    timings: readTimings(read),
  }
  const usesSqlite = read.text('MONGO_URI') === null && read.text('MONGO_URI_FILE') === null
  if (usesSqlite) tryDataDir(config.dataDir, read)
  return problems.length > 0
    ? { config: null, log: config.log, problems }
    : { config: freeze(config), problems: [] }
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
  read.parsed('HTTP_ADDR', parseAddress, 'an address such as :8070 or 127.0.0.1:8070')

const readMongo = (
  read: EnvironmentReader,
  isMongoUri: (uri: string) => boolean
): Config['mongo'] => {
  const uri = read.secret('MONGO_URI', (text) =>
    MONGO_URI_PATTERN.test(text.trim()) && isMongoUri(text.trim())
      ? null
      : `is not a connection string; wanted is mongodb://host:27017 ${NOT_SHOWN}`
  )
  const database = read.parsed('MONGO_DB', parseDatabase, 'a MongoDB database name')
  return uri === null ? null : { uri: uri.trim(), database }
}

const readAuth = (read: EnvironmentReader): Config['auth'] => {
  const username = read.secret('AUTH_USERNAME', flawOfName)
  const password = read.secret('AUTH_PASSWORD', flawOfLine)
  if (username !== null && password === null) {
    read.refuse('AUTH_USERNAME', 'is set without AUTH_PASSWORD; wanted are both, or none')
  }
  const apiKey = read.secret('API_KEY', flawOfKey)
  return { username: username ?? variables.AUTH_USERNAME.initial, password, apiKey }
}

/** What Basic authentication has no way to carry (RFC 7617 §2). */
const flawOfLine = (text: string): string | null =>
  /\p{Cc}/u.test(text)
    ? `holds a control character, such as a tab or a line break; wanted is one line ${NOT_SHOWN}`
    : null

const flawOfName = (text: string): string | null =>
  text.includes(':')
    ? `holds a colon, which Basic authentication takes for the end of it; wanted is a name without one ${NOT_SHOWN}`
    : flawOfLine(text)

/** It is sent in a header, whose words end at a blank. */
const flawOfKey = (text: string): string | null =>
  /^[!-~]+$/.test(text)
    ? null
    : `holds what no Bearer key may hold; wanted are ASCII letters, digits and signs, without blanks ${NOT_SHOWN}`

const readWidgetPublic = (read: EnvironmentReader, { password, apiKey }: Config['auth']) => {
  const isPublic = read.oneOf('WIDGET_PUBLIC', ['true', 'false']) === 'true'
  if (!isPublic && password === null && apiKey === null) {
    read.refuse(
      'WIDGET_PUBLIC',
      'is "false" without AUTH_PASSWORD or API_KEY, which alone could close it; wanted is one of them as well, or "true"'
    )
  }
  return isPublic
}

/** Go's way of writing an address: a host that may be missing, a colon, a port. */
const parseAddress = (text: string): Config['http'] | null => {
  const [, host, port] = /^(\[[0-9a-f:.]+\]|[\w.-]*):(\d{1,5})$/i.exec(text) ?? []
  const number = Number(port)
  // 0 would be any port that is free, which nobody could find.
  if (host === undefined || !(number >= 1 && number <= 65_535)) return null
  return { hostname: host.replace(/^\[|\]$/g, ''), port: number }
}

const parseDatabase = (text: string): string | null =>
  /[/\\. "$*<>:|?]/.test(text) || text.length > 63 ? null : text

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

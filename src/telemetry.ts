import { accessSync, constants } from 'node:fs'
import type { EnvironmentReader, StandardVariable } from './environment.ts'
import { HTTP_URL, parseBaseUrl, parseHttpUrl } from './lib/http-url.ts'
import { variables } from './variables.ts'

/** Where traces are sent, and as whose. */
export type Telemetry = Readonly<{
  url: string
  serviceName: string
  /** The form that was asked for, where it is not JSON, which is what is sent. */
  otherProtocol: string | null
}>

/** What a value may be: `null` for what it may not. */
type Rule = Readonly<{ parse: (text: string) => unknown; wanted: string }>

const oneOf = (...words: string[]): Rule => ({
  parse: (text) => words.find((word) => word === text) ?? null,
  wanted: `one of ${words.join(', ')}`,
})
const wholeNumber = (shortest: number, unit = ''): Rule => ({
  parse: (text) => (/^\d{1,9}$/.test(text) && Number(text) >= shortest ? text : null),
  wanted: `a whole number${unit} from ${shortest}`,
})
const readableFile: Rule = {
  parse: (path) => (isReadable(path) ? path : null),
  wanted: 'a readable file',
}
const milliseconds = (shortest: number) => wholeNumber(shortest, ' of milliseconds,')

const JSON_PROTOCOL = 'http/json'
const PAIRS = 'pairs such as key=value,other=value'

/**
 * What OpenTelemetry's SDK reads by itself, and would take no notice of where it is wrong.
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
const rules = {
  OTEL_TRACES_SAMPLER: oneOf(
    'always_on',
    'always_off',
    'traceidratio',
    'parentbased_always_on',
    'parentbased_always_off',
    'parentbased_traceidratio'
  ),
  OTEL_TRACES_SAMPLER_ARG: {
    parse: (text) => (/^\d*\.?\d+$/.test(text) && Number(text) <= 1 ? text : null),
    wanted: 'a number from 0 to 1',
  },
  OTEL_BSP_SCHEDULE_DELAY: milliseconds(0),
  OTEL_BSP_EXPORT_TIMEOUT: milliseconds(1),
  OTEL_BSP_MAX_QUEUE_SIZE: wholeNumber(1),
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: wholeNumber(1),
  OTEL_RESOURCE_ATTRIBUTES: {
    parse: (text) => (isPairs(text, /^[^=]+=[^=]*$/) ? text : null),
    wanted: PAIRS,
  },
} as const satisfies Readonly<Record<StandardVariable, Rule>>

/** The same of the exporter, where each has a twin that counts for traces alone. */
const exporterRules: Readonly<Record<string, Rule>> = {
  // Most receivers take both at one address, and a project may have one word for all its services.
  PROTOCOL: {
    parse: (text) => (text === JSON_PROTOCOL || text === 'http/protobuf' ? text : null),
    wanted: `${JSON_PROTOCOL}, as which traces are sent`,
  },
  TIMEOUT: milliseconds(1),
  COMPRESSION: oneOf('gzip', 'none'),
  CERTIFICATE: readableFile,
  CLIENT_CERTIFICATE: readableFile,
  CLIENT_KEY: readableFile,
}

/** The specification's own. */
const USUAL_QUEUE_SIZE = '2048'

const CERTIFICATE_HALVES = [
  ['CLIENT_CERTIFICATE', 'CLIENT_KEY'],
  ['CLIENT_KEY', 'CLIENT_CERTIFICATE'],
] as const

/**
 * Reads where traces are sent. The variables that OpenTelemetry's SDK reads are only checked, and
 * only where there are traces: others may share the environment.
 *
 * @returns `null` while they are off.
 */
export const readTelemetry = (read: EnvironmentReader): Telemetry | null => {
  const base = read.optional('OTEL_EXPORTER_OTLP_ENDPOINT', parseBaseUrl, HTTP_URL)
  const serviceName = read.text('OTEL_SERVICE_NAME') ?? variables.OTEL_SERVICE_NAME.initial
  // By OpenTelemetry's specification a word that is neither counts as `false`, to be warned of.
  const isDisabled = read.oneOf('OTEL_SDK_DISABLED', ['true', 'false']) === 'true'
  if (base === null || isDisabled || readExporter(read) === 'none') return null
  check(read)
  const own = read.optional('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', parseHttpUrl, HTTP_URL)
  const protocol = readForTraces(read, 'PROTOCOL')
  const otherProtocol = protocol === JSON_PROTOCOL ? null : protocol
  return { url: own?.href ?? `${base}/v1/traces`, serviceName, otherProtocol }
}

/** A variable of the exporter: the one that counts for traces alone stands above the other. */
const readForTraces = (read: EnvironmentReader, name: string): string | null =>
  read.text(`OTEL_EXPORTER_OTLP_TRACES_${name}`) ?? read.text(`OTEL_EXPORTER_OTLP_${name}`)

const readExporter = (read: EnvironmentReader) => {
  const { parse, wanted } = oneOf('otlp', 'none')
  return read.optional('OTEL_TRACES_EXPORTER', parse, wanted)
}

const check = (read: EnvironmentReader) => {
  for (const prefix of ['OTEL_EXPORTER_OTLP_', 'OTEL_EXPORTER_OTLP_TRACES_'] as const) {
    for (const [name, { parse, wanted }] of Object.entries(exporterRules)) {
      read.optional(`${prefix}${name}`, parse, wanted)
    }
    const headers = read.text(`${prefix}HEADERS`)
    if (headers === null || isPairs(headers, HEADER)) continue
    const message = `holds no headers; wanted are ${PAIRS} (its value is not shown)`
    read.refuse(`${prefix}HEADERS`, message)
  }
  for (const [name, { parse, wanted }] of Object.entries(rules)) {
    read.optional(name as keyof typeof rules, parse, wanted) // entries() forgets the names
  }
  checkPairs(read)
}

/** What each of two variables says rightly, and both do not. */
const checkPairs = (read: EnvironmentReader) => {
  read.atMost(
    'OTEL_BSP_MAX_EXPORT_BATCH_SIZE',
    Number(read.text('OTEL_BSP_MAX_EXPORT_BATCH_SIZE')),
    {
      name: 'OTEL_BSP_MAX_QUEUE_SIZE',
      value: Number(read.text('OTEL_BSP_MAX_QUEUE_SIZE') ?? USUAL_QUEUE_SIZE),
      initial: USUAL_QUEUE_SIZE,
    }
  )
  for (const [half, other] of CERTIFICATE_HALVES) {
    if (readForTraces(read, half) === null || readForTraces(read, other) !== null) continue
    const own = `OTEL_EXPORTER_OTLP_TRACES_${half}` as const
    const name = read.text(own) === null ? (`OTEL_EXPORTER_OTLP_${half}` as const) : own
    read.refuse(name, `stands alone; wanted is OTEL_EXPORTER_OTLP_${other} beside it`)
  }
}

const isReadable = (path: string): boolean => {
  try {
    accessSync(path, constants.R_OK)
    return true
  } catch {
    return false
  }
}

/** A header's name is a token (RFC 9110 §5.6.2). */
const HEADER = /^[!#$%&'*+.^_`|~\w-]+=.+$/

/** Pairs of W3C Baggage: between commas, what is not plain written with `%`. */
const isPairs = (text: string, form: RegExp): boolean =>
  text
    .split(',')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .every((pair) => form.test(pair) && isPlain(pair))

/** Whether it can be decoded, to what may stand in a header. */
const isPlain = (text: string): boolean => {
  try {
    return !/\p{Cc}/u.test(decodeURIComponent(text))
  } catch {
    return false
  }
}

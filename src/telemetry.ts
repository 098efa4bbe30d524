import { accessSync, constants } from 'node:fs'
import type { EnvironmentReader, StandardVariable } from './environment.ts'
import { HTTP_URL, parseBaseUrl, parseHttpUrl } from './lib/http-url.ts'
import { variables } from './variables.ts'

/** Where traces are sent, and as whose. */
export type Telemetry = Readonly<{ url: string; serviceName: string }>

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
  // A receiver of OTLP over HTTP takes both, and JSON is what it is sent.
  PROTOCOL: oneOf('http/json', 'http/protobuf'),
  TIMEOUT: milliseconds(1),
  COMPRESSION: oneOf('gzip', 'none'),
  CERTIFICATE: readableFile,
  CLIENT_CERTIFICATE: readableFile,
  CLIENT_KEY: readableFile,
}

/**
 * Reads where traces are sent. The variables that OpenTelemetry's SDK reads are only checked, and
 * only where there are traces: others may share the environment.
 *
 * @returns `null` while they are off.
 */
export const readTelemetry = (read: EnvironmentReader): Telemetry | null => {
  const base = read.optional('OTEL_EXPORTER_OTLP_ENDPOINT', parseBaseUrl, HTTP_URL)
  const serviceName = read.text('OTEL_SERVICE_NAME') ?? variables.OTEL_SERVICE_NAME.initial
  // By OpenTelemetry's specification every other word than this counts as `false`.
  const isDisabled = read.text('OTEL_SDK_DISABLED')?.toLowerCase() === 'true'
  if (base === null || isDisabled || readExporter(read) === 'none') return null
  check(read)
  const own = read.optional('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', parseHttpUrl, HTTP_URL)
  return { url: own?.href ?? `${base}/v1/traces`, serviceName }
}

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

export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]
export type LogFormat = 'text' | 'json'

/** What may stand beside an event: plain values under fixed names, never an object or a secret. */
export type LogFields = Record<string, string | number | boolean | undefined>

/** Writes one event a line. `event` is fixed words; what varies stands in `fields`. */
export type Log = Record<LogLevel, (event: string, fields?: LogFields) => void> & {
  /** The same log, with every line under this component's name. */
  child(component: string): Log
}

export type LogOptions = {
  level: LogLevel
  format: LogFormat
  /** Where a finished line goes, without its line break. Standard output unless told otherwise. */
  write?: (line: string) => void
  now?: () => number
  /** The span that a line is written in, where there are traces; the line then names it. */
  span?: () => Readonly<{ traceId: string; spanId: string }> | null
}

/** The longest text that a field shows. A `name` is other people's words, and gets less room. */
const LONGEST_FIELD = 2000
const LONGEST_NAME = 120

/**
 * Makes the log of the process.
 *
 * Text lines read `2026-11-22T20:14:05.123Z info  refresh: event key=value`; JSON lines have
 * `time`, `level`, `component`, `event` and the fields. Control and bidirectional characters of a
 * value are spelled out, so that a name cannot forge a line. In a span, `trace_id` and `span_id`
 * are among the fields.
 */
export const createLog = ({
  level,
  format,
  write = writeLine,
  now = Date.now,
  span,
}: LogOptions): Log => {
  const threshold = logLevels.indexOf(level)
  const line = format === 'json' ? jsonLine : textLine
  const child = (component: string): Log => {
    const at =
      (severity: LogLevel) =>
      (event: string, fields: LogFields = {}) => {
        if (logLevels.indexOf(severity) < threshold) return
        const time = new Date(now()).toISOString()
        const within = span?.()
        const all = within
          ? { ...fields, trace_id: within.traceId, span_id: within.spanId }
          : fields
        write(line({ time, level: severity, component, event, fields: all }))
      }
    return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), child }
  }
  return child('main')
}

type Entry = { time: string; level: LogLevel; component: string; event: string; fields: LogFields }

const writeLine = (line: string) => {
  process.stdout.write(`${line}\n`)
}

const jsonLine = ({ fields, ...entry }: Entry) => {
  const cleaned = Object.entries(fields).map(([key, value]) => [key, clean(key, value)])
  return JSON.stringify({ ...Object.fromEntries(cleaned), ...entry })
}

const textLine = ({ time, level, component, event, fields }: Entry) => {
  const pairs = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}=${quote(clean(key, value))}`)
  return `${time} ${level.padEnd(5)} ${component}: ${event}${pairs.join('')}`
}

const quote = (value: LogFields[string]) =>
  typeof value === 'string' && !/^[\w.:/+@-]+$/.test(value) ? JSON.stringify(value) : String(value)

/** C0 and C1 controls, line separators, and the characters that turn the direction of writing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to be found
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

const clean = (key: string, value: LogFields[string]) => {
  if (typeof value !== 'string') return value
  const spelled = value.replace(
    UNPRINTABLE,
    (character) => `⟨U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`
  )
  const longest = key === 'name' ? LONGEST_NAME : LONGEST_FIELD
  return spelled.length > longest ? `${spelled.slice(0, longest).toWellFormed()}…` : spelled
}

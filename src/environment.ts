import { readFileSync } from 'node:fs'
import type { Problem } from './domain.ts'
import {
  type DefaultedVariable,
  type SecretVariable,
  type VariableName,
  variables,
} from './variables.ts'

/** The environment as a process has it. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads variables and collects what is wrong with them. An empty variable counts as unset, and so
 * does, once it is refused, one that does not parse.
 *
 * `parse` returns `null` for what it cannot take; `wanted` then says what would do.
 */
export type EnvironmentReader = {
  text(name: VariableName | FileVariable | SystemVariable | StandardVariable): string | null
  /**
   * The variable as it stands, or the content of the file that its `…_FILE` twin names; `null` where
   * neither is set. `flawOf` says what is wrong with it, without showing it.
   */
  secret(name: SecretVariable, flawOf: (secret: string) => string | null): string | null
  optional<T>(name: VariableName | StandardVariable, parse: Parse<T>, wanted: string): T | null
  /** Its default, where it is unset. */
  parsed<T>(name: DefaultedVariable, parse: Parse<T>, wanted: string): T
  /** In milliseconds. */
  duration(name: DefaultedVariable, bounds: { shortestMs: 0 | 1 }): number
  oneOf<T extends string>(name: DefaultedVariable, words: readonly T[]): T
  /** Comma-separated values, lower-case, without blanks or empty places. */
  list(name: VariableName, pattern: RegExp, wanted: string): string[]
  /** Refuses a value that was set, and that another variable leaves no room for. */
  atMost(name: VariableName | StandardVariable, value: number, limit: Limit): void
  refuse(name: VariableName | FileVariable | StandardVariable, message: string): void
}

type FileVariable = `${SecretVariable}_FILE`

/** Variables that are not this service's own. */
type SystemVariable = 'HOME' | 'XDG_DATA_HOME'

/** Variables of OpenTelemetry's specification, which `telemetry.ts` checks. */
export type StandardVariable = `OTEL_${string}`

type Limit = Readonly<{ name: VariableName | StandardVariable; value: number; initial: string }>

type Parse<T> = (text: string) => T | null

const LONGEST_DURATION_MS = 24 * 3_600_000
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Makes a reader of `env` that adds every problem it finds to `problems`. */
export const createEnvironmentReader = (
  env: Environment,
  problems: Problem[]
): EnvironmentReader => {
  const text = (name: string) => env[name]?.trim() || null
  const refuse: EnvironmentReader['refuse'] = (field, message) => {
    problems.push({ field, message })
  }
  const held = (value: string, wanted: string) =>
    `is ${JSON.stringify(withoutUserinfo(value))}; wanted is ${wanted}`
  const optional: EnvironmentReader['optional'] = (name, parse, wanted) => {
    const value = text(name)
    const parsed = value === null ? null : parse(value)
    if (value !== null && parsed === null) refuse(name, held(value, wanted))
    return parsed
  }
  const parsed: EnvironmentReader['parsed'] = (name, parse, wanted) => {
    const { initial } = variables[name]
    const fallback = parse(initial)
    if (fallback === null) throw new Error(`${name}: its own default ${initial} does not parse`)
    return optional(name, parse, wanted) ?? fallback
  }

  return {
    text,
    refuse,
    secret(name, flawOf) {
      const path = text(`${name}_FILE`)
      const value = env[name] || null
      if (path !== null && value !== null) {
        refuse(`${name}_FILE`, `stands beside ${name}; wanted is one of the two`)
        return value
      }
      const flawIn = (secret: string) => (secret.trim() === '' ? BLANK : flawOf(secret))
      if (path !== null) {
        return readSecret(path, flawIn, (message) => refuse(`${name}_FILE`, message))
      }
      const flaw = value === null ? null : flawIn(value)
      if (flaw !== null) refuse(name, flaw)
      return value
    },
    optional,
    parsed,
    duration(name, { shortestMs }) {
      const from = shortestMs === 0 ? '0s' : '1ms'
      const wanted = `a duration such as 500ms, 5s, 2m or 1h, from ${from} to 24h`
      return parsed(name, (value) => parseDuration(value, shortestMs), wanted)
    },
    oneOf(name, words) {
      const parse = (value: string) => words.find((word) => word === value.toLowerCase()) ?? null
      return parsed(name, parse, `one of ${words.join(', ')}`)
    },
    list(name, pattern, wanted) {
      const values = (text(name) ?? '')
        .split(',')
        .map((value) => value.trim().toLowerCase())
        .filter((value) => value !== '')
      for (const value of values) if (!pattern.test(value)) refuse(name, held(value, wanted))
      return values
    },
    atMost(name, value, limit) {
      const isRefused = problems.some(({ field }) => field === name || field === limit.name)
      const own = text(name)
      if (own === null || value <= limit.value || isRefused) return
      const set = text(limit.name)
      const allowed = set === null ? `"${limit.initial}", its default` : JSON.stringify(set)
      refuse(name, held(own, `at most ${limit.name} (${allowed})`))
    },
  }
}

/** A duration in milliseconds, or `null` when it is not one or lies outside its bounds. */
const parseDuration = (text: string, shortestMs: number): number | null => {
  const [, amount, unit] = /^(\d{1,9})(ms|s|m|h)$/.exec(text) ?? []
  if (amount === undefined || unit === undefined) return null
  const ms = Number(amount) * (UNIT_MS[unit] ?? Number.NaN)
  return ms >= shortestMs && ms <= LONGEST_DURATION_MS ? ms : null
}

/** A URL may carry a name and a password before its host. */
const withoutUserinfo = (value: string) => value.replace(/\/\/[^/@]*@/, '//…@')

/** A secret of blanks would silently open what its owner meant to close, so it is refused. */
const BLANK = 'is blank; wanted is the secret, or nothing at all'

/** The content of a secret's file without the line break at its end. */
const readSecret = (
  path: string,
  flawIn: (secret: string) => string | null,
  refuse: (message: string) => void
): string => {
  const shown = JSON.stringify(path)
  try {
    const secret = readFileSync(path, 'utf8').replace(/[\r\n]+$/, '')
    const flaw = flawIn(secret)
    if (flaw !== null) refuse(`names ${shown}, which ${flaw}`)
    return secret
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${error.code})` : ''
    refuse(`names ${shown}, which cannot be read${reason}; wanted is a readable file`)
    return ''
  }
}

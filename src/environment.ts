import { readFileSync } from 'node:fs'
import type { Problem } from './domain.ts'

/** The environment as a process has it. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Reads variables and collects what is wrong with them. An empty variable counts as unset. */
export type EnvironmentReader = {
  text(name: string): string | null
  /** The variable as it stands, or the content of the file that its `…_FILE` twin names. */
  secret(name: string): string | null
  /** `parse` returns `null` for what it cannot take; `wanted` then says what would do. */
  parsed<T>(name: string, initial: string, parse: (text: string) => T | null, wanted: string): T
  oneOf<T extends string>(name: string, words: readonly T[], initial: T): T
  /** Comma-separated values, lower-case, without blanks or empty places. */
  list(name: string, pattern: RegExp, wanted: string): string[]
  refuse(name: string, message: string): void
}

/** Makes a reader of `env` that adds every problem it finds to `problems`. */
export const createEnvironmentReader = (
  env: Environment,
  problems: Problem[]
): EnvironmentReader => {
  const text = (name: string) => env[name]?.trim() || null
  const refuse = (field: string, message: string) => {
    problems.push({ field, message })
  }
  const held = (value: string, wanted: string) =>
    `is ${JSON.stringify(withoutUserinfo(value))}; wanted is ${wanted}`

  return {
    text,
    refuse,
    secret(name) {
      const path = text(`${name}_FILE`)
      const value = env[name] || null
      if (path === null) return unlessBlank(value, () => refuse(name, BLANK))
      if (value !== null) {
        refuse(`${name}_FILE`, `stands beside ${name}; wanted is one of the two`)
        return null
      }
      return readSecret(path, (message) => refuse(`${name}_FILE`, message))
    },
    parsed(name, initial, parse, wanted) {
      const value = text(name)
      const parsed = value === null ? null : parse(value)
      if (value !== null && parsed === null) refuse(name, held(value, wanted))
      const fallback = parse(initial)
      if (fallback === null) throw new Error(`${name}: its own default ${initial} does not parse`)
      return parsed ?? fallback
    },
    oneOf(name, words, initial) {
      const value = text(name)?.toLowerCase()
      if (value === undefined) return initial
      const word = words.find((candidate) => candidate === value)
      if (word === undefined) refuse(name, held(value, `one of ${words.join(', ')}`))
      return word ?? initial
    },
    list(name, pattern, wanted) {
      const values = (text(name) ?? '')
        .split(',')
        .map((value) => value.trim().toLowerCase())
        .filter((value) => value !== '')
      for (const value of values) if (!pattern.test(value)) refuse(name, held(value, wanted))
      return values
    },
  }
}

/** A URL may carry a name and a password before its host. */
const withoutUserinfo = (value: string) => value.replace(/\/\/[^/@]*@/, '//…@')

/** A secret of blanks would silently open what its owner meant to close, so it is refused. */
const BLANK = 'is blank; wanted is the secret, or nothing at all'

const unlessBlank = (secret: string | null, refuse: () => void): string | null => {
  if (secret === null || secret.trim() !== '') return secret
  refuse()
  return null
}

/** The content of a secret's file without the line break at its end. */
const readSecret = (path: string, refuse: (message: string) => void): string | null => {
  const shown = JSON.stringify(path)
  try {
    const secret = readFileSync(path, 'utf8').replace(/[\r\n]+$/, '')
    return unlessBlank(secret, () => refuse(`names ${shown}, which ${BLANK}`))
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${error.code})` : ''
    refuse(`names ${shown}, which cannot be read${reason}; wanted is a readable file`)
    return null
  }
}

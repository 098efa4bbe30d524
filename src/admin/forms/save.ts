import { InvalidInput } from '../../domain.ts'
import type { IntegrationSettings, SectionName } from '../../settings/schema.ts'
import type { Settings } from '../../settings/settings.ts'
import { UpstreamError } from '../../upstream-error.ts'
import { capital } from '../trouble-words.ts'
import { conflictsOf, type Difference, fingerprintOf, type Section } from './conflict.ts'
import { labels } from './labels.ts'

/** What became of a form that was to be saved. */
export type Saved =
  | { state: 'saved'; settings: IntegrationSettings; changes: string; warnings: string[] }
  /** By their fields, such as `jellyfin.url`. Nothing was stored. */
  | { state: 'refused'; errors: Map<string, string> }
  /**
   * Somebody else has changed the section since its form was made; `seen` is its fingerprint now.
   * Nothing was stored.
   */
  | { state: 'conflict'; settings: IntegrationSettings; seen: string; differences: Difference[] }
  /** The store does not answer. */
  | { state: 'away' }

/**
 * Saves a section as it was typed, unless somebody else changed it since its form was made.
 *
 * @param fields What was typed, without a key that is to stay.
 * @param seen The fingerprint of the section that the form was made of.
 * @param name How the section is called.
 */
export const saveSection = async (
  settings: Pick<Settings, 'patch'>,
  {
    section,
    fields,
    seen,
    name,
  }: { section: SectionName; fields: Record<string, unknown>; seen: string; name: string }
): Promise<Saved> => {
  let before: Section | null = null
  try {
    const patched = await settings.patch(
      { [section]: fields },
      {
        check(stored) {
          before = stored[section]
          const differences = conflictsOf(before, { fields, seen })
          if (differences.length > 0) throw new ChangedMeanwhile(stored, differences)
        },
      }
    )
    const changes = before === null ? '' : changesOf(before, patched.settings[section], name)
    const warnings = patched.warnings.map(named)
    return { state: 'saved', settings: patched.settings, changes, warnings }
  } catch (error) {
    if (error instanceof ChangedMeanwhile) {
      const { stored, differences } = error
      const newest = fingerprintOf(stored[section])
      return { state: 'conflict', settings: stored, seen: newest, differences }
    }
    if (error instanceof InvalidInput) return { state: 'refused', errors: errorsOf(error) }
    if (error instanceof UpstreamError) return { state: 'away' }
    throw error
  }
}

class ChangedMeanwhile extends Error {
  override name = 'ChangedMeanwhile'
  readonly stored: IntegrationSettings
  readonly differences: Difference[]

  constructor(stored: IntegrationSettings, differences: Difference[]) {
    super('somebody else has changed it')
    this.stored = stored
    this.differences = differences
  }
}

const changesOf = (before: Section, after: Section, name: string): string => {
  const old = new Map<string, unknown>(Object.entries(before))
  const changed = Object.entries(after)
    .filter(([field, value]) => !Bun.deepEquals(value, old.get(field)))
    .map(([field]) => field)
  const isCleared = changed.includes('apiKey') && 'apiKey' in after && after.apiKey === ''
  const fields = changed
    .filter((field) => field !== 'enabled')
    .filter((field) => !(field === 'apiKey' && isCleared))
    .map((field) => labels[field] ?? field)
  const parts = [
    ...(fields.length > 0 ? [`${listed(fields)} changed`] : []),
    ...(isCleared ? [`${labels['apiKey']} cleared`] : []),
    ...(changed.includes('enabled') ? [`${name} is now ${after.enabled ? 'on' : 'off'}`] : []),
  ]
  return parts.length === 0 ? 'Nothing was different.' : `${capital(parts.join('; '))}.`
}

/** A warning begins with the field's path, which the page calls otherwise. */
const named = (warning: string): string =>
  warning.replace(/^\w+\.(\w+): /, (path, field: string) =>
    Object.hasOwn(labels, field) ? `${labels[field]}: ` : path
  )

const listed = (words: readonly string[]): string => new Intl.ListFormat('en-GB').format(words)

const errorsOf = ({ problems }: InvalidInput): Map<string, string> =>
  new Map(problems.map(({ field, message }) => [field, sentence(message)]))

/** What is wrong with a field, as a sentence below it. */
const sentence = (message: string): string => {
  const whole = /^(is|must) /.test(message) ? `this ${message}` : message
  return `${capital(whole)}.`
}

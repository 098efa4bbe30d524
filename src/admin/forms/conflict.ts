import type { IntegrationSettings, SectionName } from '../../settings/schema.ts'
import { labels } from './labels.ts'

export type Section = IntegrationSettings[SectionName]

/** A field that is stored otherwise than it was typed. */
export type Difference = { label: string; stored: string; typed: string }

/** How the page calls what is chosen from a few. */
const words: Readonly<Record<string, string>> = {
  full: 'whole library',
  targeted: 'only where the new files are',
  download: 'when the download has finished',
  import: 'after the import',
  keep: 'copy and leave',
  'hand-over': 'move and remove',
}

/**
 * Tells two states of a section apart, and behind the dash two keys. Of a key it tells two bytes of
 * its digest: enough to see that it is another one, and nothing to find it by.
 */
export const fingerprintOf = (section: Section): string => {
  const { apiKey, ...others } = { apiKey: '', ...section }
  const ofKey = apiKey === '' ? '' : Bun.SHA256.hash(apiKey, 'hex').slice(0, 4)
  return `${Bun.hash(JSON.stringify(others)).toString(36)}-${ofKey}`
}

/** What somebody else has changed since, and would be lost. */
export const conflictsOf = (
  stored: Section,
  { fields, seen }: { fields: Record<string, unknown>; seen: string }
): Difference[] => {
  const [others, ofKey] = seen.split('-')
  const [othersNow, ofKeyNow] = fingerprintOf(stored).split('-')
  return [
    ...(others === othersNow ? [] : differencesOf(stored, fields)),
    ...(ofKey === ofKeyNow ? [] : keyDifference(stored, fields['apiKey'])),
  ]
}

/** Neither key is shown. */
const keyDifference = (stored: Section, typed: unknown): Difference[] => {
  const kept = 'apiKey' in stored ? stored.apiKey : ''
  if (typed === undefined || typed === kept) return []
  return [
    {
      label: labels['apiKey'] ?? '',
      stored: kept === '' ? 'none' : 'another than before',
      typed: typed === '' ? 'none' : 'the one that you typed',
    },
  ]
}

const differencesOf = (stored: Section, typed: Record<string, unknown>): Difference[] =>
  Object.entries(stored)
    .filter(([field]) => field !== 'apiKey' && typed[field] !== undefined)
    .filter(([field, value]) => !Bun.deepEquals(value, tidy(typed[field])))
    .map(([field, value]) => ({
      label: labels[field] ?? field,
      stored: shown(value),
      typed: shown(typed[field]),
    }))

const tidy = (value: unknown): unknown =>
  typeof value === 'string' ? value.trim().replace(/\/+$/, '') : value

const shown = (value: unknown): string => {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (!Array.isArray(value)) return words[String(value)] ?? (String(value) || 'empty')
  return value.map(({ from, to }) => `${from} → ${to}`).join(', ') || 'none'
}

import { type MediaServerKind, mediaServerNames, type Settlement } from '../domain.ts'
import { durationWords } from './duration-words.ts'
import type { RingSign } from './ring.tsx'
import type { Tone } from './server-news.ts'

/** What there is to say of one completion and one media server. */
export type OutcomeNews = {
  tone: Tone
  sign: RingSign
  /** What came of it, in one or two words. */
  lead: string
  /** Why and when; may be empty. */
  rest: string
}

/** Puts into words what a media server still owes to a completion. */
export const owedNews = (awaitsImport: boolean): OutcomeNews =>
  awaitsImport
    ? { tone: 'busy', sign: 'wait', lead: 'owed', rest: 'it may wait for the import' }
    : { tone: 'busy', sign: 'wait', lead: 'owed', rest: 'none is lost' }

/**
 * Puts into words what came of a completion's refresh.
 *
 * @param now Unix milliseconds.
 */
export const outcomeNews = (settlement: Settlement, now: number): OutcomeNews => {
  const name = mediaServerNames[settlement.server]
  if (settlement.outcome === 'switched-off') {
    const rest = `${name} was switched off here`
    return { tone: 'mute', sign: 'skipped', lead: 'skipped', rest }
  }
  const { lead, why, ...shown } = finding(settlement, name)
  const rest = [why, askedWords(settlement, now), scanWords(settlement)]
  return { ...shown, lead, rest: rest.filter((part) => part !== '').join(' · ') }
}

type Found = Pick<OutcomeNews, 'tone' | 'sign' | 'lead'> & { why: string }

const finding = ({ result }: Settlement, name: string): Found => {
  const item = result?.item ?? null
  if (item === 'found') return { tone: 'ok', sign: 'ok', lead: 'found', why: '' }
  if (item === 'in-no-library') {
    const why = `no library of ${name} holds its place. Fine if it is not for ${name}`
    return { tone: 'wait', sign: 'unfound', lead: 'not found', why }
  }
  if (item === 'not-found') {
    return {
      tone: 'wait',
      sign: 'unfound',
      lead: 'not found',
      why: 'though a library holds its place',
    }
  }
  return { tone: 'mute', sign: 'busy', lead: item === null ? 'asked' : 'refreshed', why: '' }
}

const askedWords = ({ at, scope, fallback, note }: Settlement, now: number): string => {
  const what = scope === 'targeted' ? 'asked for its place' : 'asked'
  const when = `${what} ${durationWords(Math.max(now - at, 0))} ago`
  const whole = fallback === undefined ? '' : `, for the whole library: ${fallbackWords[fallback]}`
  return when + whole + (note === 'scan-stuck' ? ', over a scan that stood still' : '')
}

const fallbackWords = {
  'in-no-library': 'no library holds its place',
  'place-unknown': 'its place was not known',
} as const

const scanWords = ({ result }: Settlement): string => {
  const scan = result?.scan ?? null
  if (scan === null) return ''
  const took = durationWords(Math.max(scan.endedAt - scan.startedAt, 0))
  if (scan.status === 'completed') return `scanned in ${took}`
  return scan.status === 'unknown' ? `scan ended after ${took}` : `scan ${scan.status}`
}

/** The media servers that a completion has to do with, in the order in which people see them. */
export const serversOf = (
  kinds: readonly MediaServerKind[],
  { owed, settled }: { owed: readonly MediaServerKind[]; settled: readonly Settlement[] }
): MediaServerKind[] =>
  kinds.filter((kind) => owed.includes(kind) || settled.some(({ server }) => server === kind))

import {
  type Completion,
  type MediaServerKind,
  mediaServerKinds,
  mediaServerNames,
  type Settlement,
} from '../../domain.ts'
import type { RefreshState } from '../../refresh/state.ts'
import { durationWords } from '../duration-words.ts'
import type { Moment } from '../moment.ts'
import type { RingSign } from '../parts/ring.tsx'
import { joined, type Phrase, phrase } from '../phrase.ts'
import type { Tone } from '../tone.ts'
import { troubleWords } from '../trouble-words.ts'
import { byTime, clockTime } from '../when.ts'

/** What there is to say of one completion and one media server. */
export type OutcomeNews = {
  server: MediaServerKind
  tone: Tone
  sign: RingSign
  /** What came of it, in one or two words. */
  lead: string
  /** Why and when; may be empty. */
  rest: Phrase
}

type Words = Omit<OutcomeNews, 'server'>

/** Puts into words what came of a completion at each media server that it has to do with. */
export const outcomesOf = (
  { owed, settled, awaitsImport }: Pick<Completion, 'owed' | 'settled' | 'awaitsImport'>,
  { refresh, moment }: { refresh: Record<MediaServerKind, RefreshState>; moment: Moment }
): OutcomeNews[] =>
  mediaServerKinds.flatMap((server) => {
    const settlement = settled.findLast((one) => one.server === server)
    if (owed.includes(server)) {
      return { server, ...owedNews(server, { state: refresh[server], awaitsImport, moment }) }
    }
    return settlement ? { server, ...outcomeNews(settlement, moment) } : []
  })

/** Puts into words what a media server still owes to a completion. */
export const owedNews = (
  server: MediaServerKind,
  { state, awaitsImport, moment }: { state: RefreshState; awaitsImport: boolean; moment: Moment }
): Words => {
  const name = mediaServerNames[server]
  const { phase, fault } = state
  if ((phase === 'retry' || phase === 'paused') && fault !== null) {
    const isWaiting = phase === 'retry'
    const next = isWaiting ? 'it is tried again' : 'it waits for you'
    const rest = `${troubleWords(name, fault.code)}; ${next}, none is lost`
    return { tone: isWaiting ? 'wait' : 'bad', sign: 'failed', lead: 'failed, still owed', rest }
  }
  if (phase === 'scan') {
    return {
      tone: 'busy',
      sign: 'scan',
      lead: 'owed',
      rest: `${name} scans; it is asked after that`,
    }
  }
  const asked =
    phase === 'asking'
      ? `${name} is being asked`
      : phrase`${name} is asked ${byTime(state, moment)}`
  const rest = awaitsImport ? 'it may wait for its import by Sonarr or Radarr' : asked
  return { tone: 'busy', sign: 'wait', lead: 'owed', rest }
}

/** Puts into words what came of a completion's refresh. */
export const outcomeNews = (settlement: Settlement, moment: Moment): Words => {
  const name = mediaServerNames[settlement.server]
  if (settlement.outcome === 'switched-off') {
    const rest = `${name} was switched off here`
    return { tone: 'mute', sign: 'skipped', lead: 'skipped', rest }
  }
  const { lead, why, ...shown } = finding(settlement, name)
  // What was only asked so far says it once.
  const asked = joined([lead === 'asked' ? '' : 'asked', askedWords(settlement, moment)])
  return { ...shown, lead, rest: joined([why, asked, scanWords(settlement, moment)], ' · ') }
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
    const why = 'though a library holds its place'
    return { tone: 'wait', sign: 'unfound', lead: 'not found', why }
  }
  return { tone: 'mute', sign: 'busy', lead: item === null ? 'asked' : 'refreshed', why: '' }
}

const askedWords = ({ at, scope, fallback, note }: Settlement, moment: Moment): Phrase => {
  const what = scope === 'targeted' ? 'for its place ' : ''
  const whole = fallback === undefined ? '' : `, for the whole library: ${fallbackWords[fallback]}`
  const stuck = note === 'scan-stuck' ? ', over a scan that stood still' : ''
  return phrase`${what}${clockTime(at, moment)}${whole}${stuck}`
}

const fallbackWords = {
  'in-no-library': 'no library holds its place',
  'place-unknown': 'its place was not known',
} as const

const scanWords = ({ result }: Settlement, moment: Moment): Phrase => {
  const scan = result?.scan ?? null
  if (scan === null) return ''
  if (scan.status !== 'completed' && scan.status !== 'unknown') return `scan ${scan.status}`
  const what = scan.status === 'completed' ? 'scanned' : 'scan ended'
  const took = durationWords(Math.max(scan.endedAt - scan.startedAt, 0))
  return phrase`${what} ${clockTime(scan.endedAt, moment)} in ${took}`
}

import { type MediaServerKind, mediaServerNames } from '../../domain.ts'
import type { RefreshPhase, RefreshState } from '../../refresh/state.ts'
import { countWords, durationWords } from '../duration-words.ts'
import type { Tone } from '../tone.ts'
import { capital, troubleWords } from '../trouble-words.ts'

/** What there is to say of one media server. */
export type ServerNews = {
  tone: Tone
  /** Two or three words for the window's title. */
  title: string
  /** What is so. */
  lead: string
  /** What that means, or what comes next; may be empty. */
  rest: string
  /** The same in one sentence, for beside the news of another server. */
  brief: string
}

type Facts = { name: string; state: RefreshState; now: number }

/** Puts a media server's debt into words. `null` for one that is off, or not looked at yet. */
export const serverNews = (
  kind: MediaServerKind,
  { state, now }: { state: RefreshState; now: number }
): ServerNews | null => {
  if (state.phase === 'off' || state.phase === 'unknown') return null
  return tellers[state.phase]({ name: mediaServerNames[kind], state, now })
}

const tellers: Record<Exclude<RefreshPhase, 'off' | 'unknown'>, (facts: Facts) => ServerNews> = {
  settled: ({ name }) => ({
    tone: 'ok',
    title: 'Up to date',
    lead: `${name} is up to date.`,
    rest: '',
    brief: `${name} is up to date.`,
  }),
  import: ({ name, state, now }) => ({
    tone: 'busy',
    title: 'Awaiting import',
    lead: `${waiting(state)} for its import by Sonarr or Radarr.`,
    rest: `${name} will be asked after that, or ${inTime(state, now)}.`,
    brief: `${name} will be asked after the import.`,
  }),
  quiet: ({ name, state, now }) => ({
    tone: 'busy',
    title: 'Just finished',
    lead:
      state.owed > 1
        ? `${countWords(state.owed, 'torrent')} have just finished.`
        : 'A torrent has just finished.',
    rest: `${name} will be asked ${inTime(state, now)}, in case more follow.`,
    brief: `${name} will be asked ${inTime(state, now)}.`,
  }),
  pause: ({ name, state, now }) => ({
    tone: 'busy',
    title: 'Refresh owed',
    lead: `${name} was asked a short while ago.`,
    rest: `${waiting(state)} for its next refresh, ${inTime(state, now)}.`,
    brief: `${name} will be asked again ${inTime(state, now)}.`,
  }),
  scan: ({ name, state }) => ({
    tone: 'busy',
    title: 'Scanning',
    lead: `${name} is scanning.`,
    rest: `${waiting(state)}; it will be asked when the scan has ended.`,
    brief: `${name} is scanning.`,
  }),
  asking: ({ name }) => ({
    tone: 'busy',
    title: 'Asking now',
    lead: `${name} is being asked to refresh.`,
    rest: '',
    brief: `${name} is being asked to refresh.`,
  }),
  retry: ({ name, state, now }) => ({
    tone: 'wait',
    title: 'Refresh owed',
    lead: `${owedFor(name, state, now)}.`,
    rest: `${capital(troubleWords(name, state.fault?.code))}; trying again ${inTime(state, now)}.`,
    brief: `${owedFor(name, state, now)}, trying again ${inTime(state, now)}.`,
  }),
  paused: ({ name, state, now }) => ({
    tone: 'bad',
    title: 'Needs you',
    lead: `${capital(troubleWords(name, state.fault?.code))}.`,
    rest: `${waiting(state)}; none is lost. Next try ${inTime(state, now)}, or as soon as its settings change.`,
    brief: `${capital(troubleWords(name, state.fault?.code))}.`,
  }),
}

const owedFor = (name: string, { owedSince }: RefreshState, now: number): string =>
  owedSince === null
    ? `${name} is owed a refresh`
    : `${name} has been owed a refresh for ${durationWords(now - owedSince)}`

/** A refresh that somebody asked for by hand is owed without a torrent. */
const waiting = ({ owed }: RefreshState): string => {
  if (owed === 0) return 'A refresh waits'
  return owed === 1 ? 'A torrent waits' : `${countWords(owed, 'torrent')} wait`
}

const inTime = ({ nextTryAt }: RefreshState, now: number): string =>
  nextTryAt === null || nextTryAt - now < 500 ? 'now' : `in ${durationWords(nextTryAt - now)}`

import { type MediaServerKind, mediaServerNames } from '../../domain.ts'
import type { VerdictCode } from '../../mediaserver/verdict.ts'
import type { RefreshPhase, RefreshState } from '../../refresh/state.ts'
import type { LastTest } from '../../settings/last-test.ts'
import { countWords, durationWords } from '../duration-words.ts'
import { type Phrase, phrase } from '../phrase.ts'
import type { Tone } from '../tone.ts'
import { capital, isOfKey, troubleWords } from '../trouble-words.ts'
import { agoTime, inTime } from '../when.ts'

/** What there is to say of one media server. */
export type ServerNews = {
  tone: Tone
  /** Two or three words for the window's title. */
  title: string
  /** What is so. */
  lead: Phrase
  /** What that means, or what comes next; may be empty. */
  rest: Phrase
  /** The same in one sentence, for beside the news of another server. */
  brief: Phrase
  /** What is said instead where it is so of both servers. */
  ofBoth?: { lead: string; rest: string }
}

/** Both media servers, by name. */
export const BOTH = `${mediaServerNames.jellyfin} and ${mediaServerNames.emby}`

/** What is known of one media server, and when: Unix milliseconds. */
export type ServerFacts = { state: RefreshState; lastTest: LastTest | null; now: number }

type Facts = ServerFacts & { name: string }

/** Puts a media server's debt into words. `null` for one that is off, or not looked at yet. */
export const serverNews = (kind: MediaServerKind, facts: ServerFacts): ServerNews | null => {
  const { phase } = facts.state
  if (phase === 'off' || phase === 'unknown') return null
  return tellers[phase]({ ...facts, name: mediaServerNames[kind] })
}

const tellers: Record<Exclude<RefreshPhase, 'off' | 'unknown'>, (facts: Facts) => ServerNews> = {
  settled: (facts) => tellSettled(facts),
  import: ({ name, state, now }) => ({
    tone: 'busy',
    title: 'Awaiting import',
    lead: `${waiting(state)} for its import by Sonarr or Radarr.`,
    rest: phrase`${name} will be asked after that, or ${inTime(state, now)}.`,
    brief: `${name} will be asked after the import.`,
  }),
  quiet: ({ name, state, now }) => ({
    tone: 'busy',
    title: 'Just finished',
    lead:
      state.owed > 1
        ? `${countWords(state.owed, 'torrent')} have just finished.`
        : 'A torrent has just finished.',
    rest:
      inTime(state, now) === 'now'
        ? `${name} will be asked now.`
        : phrase`${name} will be asked ${inTime(state, now)}, in case more follow.`,
    brief: phrase`${name} will be asked ${inTime(state, now)}.`,
  }),
  pause: ({ name, state, now }) => ({
    tone: 'busy',
    title: 'Refresh owed',
    lead: `${name} was asked a short while ago.`,
    rest: phrase`${waiting(state)} for its next refresh, ${inTime(state, now)}.`,
    brief: phrase`${name} will be asked again ${inTime(state, now)}.`,
  }),
  scan: ({ name, state }) => ({
    tone: 'busy',
    title: 'Scanning',
    lead: `${name} is scanning.`,
    rest: `${waiting(state)}; it will be asked when the scan has ended.`,
    brief: `${name} is scanning.`,
  }),
  store: ({ name, state }) => ({
    tone: 'wait',
    title: 'Refresh owed',
    lead: `${waiting(state)} for the database.`,
    // A press while it is away is written down nowhere.
    rest: `${name} is asked as soon as that answers${state.owed === 0 ? '; a restart before then may forget it' : ''}.`,
    brief: `${name} is asked as soon as the database answers.`,
  }),
  asking: ({ name }) => ({
    tone: 'busy',
    title: 'Asking now',
    lead: `${name} is being asked to refresh.`,
    rest: '',
    brief: `${name} is being asked to refresh.`,
    ofBoth: { lead: `${BOTH} are being asked to refresh.`, rest: '' },
  }),
  retry: ({ name, state, now }) => ({
    tone: 'wait',
    title: 'Refresh owed',
    lead: `${owedFor(name, state, now)}.`,
    rest: phrase`${capital(troubleWords(name, state.fault?.code))}; trying again ${inTime(state, now)}.`,
    brief: phrase`${owedFor(name, state, now)}, trying again ${inTime(state, now)}.`,
  }),
  paused: ({ name, state, now }) => ({
    tone: 'bad',
    title: 'Needs you',
    lead: `${capital(troubleWords(name, state.fault?.code))}.`,
    rest: phrase`${waiting(state)}; none is lost. Next try ${inTime(state, now)}, or as soon as its settings change.`,
    brief: `${capital(troubleWords(name, state.fault?.code))}.`,
  }),
}

/** Codes of a Test to which nobody has answered; after the others somebody has. */
const unanswered: ReadonlySet<VerdictCode> = new Set(['dns', 'refused', 'timeout'])

/** Nothing is owed. Whether that means that all is well only a call that succeeded can tell. */
const tellSettled = ({ name, state, lastTest, now }: Facts): ServerNews => {
  const isFailed =
    lastTest !== null && lastTest.code !== 'ok' && lastTest.at > (state.lastAcceptedAt ?? 0)
  if (isFailed) {
    const verb = unanswered.has(lastTest.code) ? 'answer' : 'pass'
    const lead = phrase`${name} did not ${verb} its last Test, ${agoTime(lastTest.at, now)}.`
    return { tone: 'wait', title: 'Test failed', lead, rest: 'Nothing is owed to it.', brief: lead }
  }
  if (state.scanFault !== null && state.lastAcceptedAt !== null) {
    const { code } = state.scanFault
    const lead = `${capital(troubleWords(name, code))}.`
    const rest = phrase`It was asked ${agoTime(state.lastAcceptedAt, now)}; whether its scan has ended is not known. Nothing is owed to it.`
    return { tone: isOfKey(code) ? 'bad' : 'wait', title: 'Scan not seen', lead, rest, brief: lead }
  }
  if (state.isScanAwaited && state.lastAcceptedAt !== null) {
    const lead = phrase`${name} was asked ${agoTime(state.lastAcceptedAt, now)}, and scans.`
    return { tone: 'busy', title: 'Scanning', lead, rest: '', brief: lead }
  }
  if (state.missing > 0) {
    const be = state.missing === 1 ? 'is' : 'are'
    const lead = `${countWords(state.missing, 'torrent')} of the last refresh ${be} not in ${name}.`
    const rest = 'Activity says why.'
    const ofBoth = { lead: 'Both media servers lack a part of the last refresh.', rest }
    return { tone: 'mute', title: 'Not found', lead, rest, brief: lead, ofBoth }
  }
  const proof = proofOf({ state, lastTest })
  if (proof === null) {
    const lead = `${name} was not asked yet.`
    const rest = 'It will hear of the next finished torrent.'
    const ofBoth = {
      lead: `${BOTH} were not asked yet.`,
      rest: 'They will hear of the next finished torrent.',
    }
    return { tone: 'mute', title: 'Not asked yet', lead, rest, brief: lead, ofBoth }
  }
  const lead = `${name} is up to date.`
  const rest = phrase`It ${proofWords[proof.by]} ${agoTime(proof.at, now)}.`
  return { tone: 'ok', title: 'Up to date', lead, rest, brief: lead }
}

/** What was the last to show that a server can be asked, and when. */
export type Proof = { by: 'refresh' | 'test'; at: number }

/** How such a proof is said of one server. */
export const proofWords = { refresh: 'was asked', test: 'passed its Test' } as const

/** A refresh that the server took, or else a Test that it passed; `null` for neither. */
export const proofOf = ({
  state,
  lastTest,
}: Pick<ServerFacts, 'state' | 'lastTest'>): Proof | null => {
  if (state.lastAcceptedAt !== null) return { by: 'refresh', at: state.lastAcceptedAt }
  return lastTest?.code === 'ok' ? { by: 'test', at: lastTest.at } : null
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

import type { ClientSeen } from '../../clients/clients.ts'
import { isArr } from '../../clients/program.ts'
import type { WatcherState } from '../../completions/state.ts'
import { type MediaServerKind, mediaServerKinds, mediaServerNames } from '../../domain.ts'
import type { DependencyState } from '../../lib/dependency.ts'
import type { RefreshState } from '../../refresh/state.ts'
import type { LastTest } from '../../settings/last-test.ts'
import type { DashboardNumbers } from '../dashboards/numbers.tsx'
import { countWords, durationWords } from '../duration-words.ts'
import { joined, type Phrase, phrase } from '../phrase.ts'
import { BOTH, proofOf, proofWords, type ServerNews, serverNews } from '../servers/server-news.ts'
import { type Tone, tones } from '../tone.ts'
import { agoTime } from '../when.ts'

/** Everything that the sentence is judged by. */
export type StatusFacts = {
  store: DependencyState
  engine: DependencyState
  watcher: WatcherState
  refresh: Record<MediaServerKind, RefreshState>
  tests: Record<MediaServerKind, LastTest | null>
  numbers: DashboardNumbers | null
  /** Programs that call, and are answered. */
  connected: readonly Pick<ClientSeen, 'name'>[]
  areSettingsRead: boolean
  /** Whether a media server was ever entered, switched on or not. */
  isSetUp: boolean
  usesMongo: boolean
  /** Unix milliseconds. */
  now: number
}

/** The one sentence that most visits are for, worst news first. */
export type StatusSentence = {
  tone: Tone
  /** Two or three words for the window's title. */
  title: string
  /** What is so. */
  lead: Phrase
  /** What that means, or what comes next; may be empty. */
  rest: Phrase
  /** What else is worth knowing: how finished torrents are noticed. */
  facts: string[]
}

type News = Omit<StatusSentence, 'facts'>

/** Puts the state of the whole service into a sentence. */
export const statusSentence = (facts: StatusFacts): StatusSentence => {
  const servers = mediaServerKinds
    .map((kind) => serverNews(kind, serverFacts(kind, facts)))
    .filter((news) => news !== null)
  const refused = servers.some(({ tone }) => tone === 'bad') ? tellRefused(servers, facts) : null
  const news =
    tellStore(facts) ??
    refused ??
    tellEngine(facts) ??
    tellWatcher(facts) ??
    tellStart(facts) ??
    tellSetup(servers, facts) ??
    tellServers(servers, facts)
  return { ...news, facts: tellFacts(facts) }
}

const serverFacts = (kind: MediaServerKind, { refresh, tests, now }: StatusFacts) => ({
  state: refresh[kind],
  lastTest: tests[kind],
  now,
})

const CAUGHT_UP = 'Whatever finishes meanwhile is caught up when it is back.'

const tellStore = ({ store, usesMongo, now }: StatusFacts): News | null =>
  store.status === 'down'
    ? tellAway(usesMongo ? 'MongoDB' : 'The database', { tone: 'bad', state: store, now })
    : null

const tellEngine = ({ engine, now }: StatusFacts): News | null =>
  engine.status === 'down' ? tellAway('T◎RRX', { tone: 'wait', state: engine, now }) : null

const tellAway = (
  name: string,
  { tone, state, now }: { tone: Tone; state: DependencyState; now: number }
): News => {
  const title = 'No answer'
  if (!state.hasAnswered) {
    const rest = 'It is asked again and again; nothing needs to be restarted.'
    return { tone, title, lead: `${name} has not answered yet.`, rest }
  }
  const since = durationWords(now - state.since)
  return { tone, title, lead: `${name} has not answered for ${since}.`, rest: CAUGHT_UP }
}

const tellWatcher = ({ watcher, now }: StatusFacts): News | null => {
  if (!watcher.isFailing) return null
  const since = durationWords(now - watcher.since)
  const lead = `Finished torrents have not been noticed for ${since}.`
  const news = { title: 'Not watching', lead }
  return watcher.reason === 'not-initiated'
    ? { ...news, tone: 'bad', rest: 'They are caught up once MongoDB is initiated.' }
    : { ...news, tone: 'wait', rest: 'They are caught up by themselves.' }
}

const tellStart = ({ store, watcher, refresh, areSettingsRead }: StatusFacts): News | null => {
  const busy = { tone: 'busy', title: 'Starting' } as const
  const isUnknown =
    !areSettingsRead || mediaServerKinds.some((kind) => refresh[kind].phase === 'unknown')
  if (store.status === 'unknown' || watcher.mode === null || isUnknown) {
    return { ...busy, lead: 'Starting up.', rest: 'Finished torrents are noticed in a moment.' }
  }
  if (watcher.hasBaseline) return null
  const rest = 'What is complete by now counts as known; nobody is asked to refresh for it.'
  return { ...busy, lead: 'Looking at all torrents for the first time.', rest }
}

const tellSetup = (servers: readonly ServerNews[], { isSetUp }: StatusFacts): News | null => {
  if (servers.length > 0) return null
  if (isSetUp) {
    return {
      tone: 'mute',
      title: 'Switched off',
      lead: 'Both media servers are switched off here.',
      rest: 'Finished torrents are noted, nobody is told.',
    }
  }
  return {
    tone: 'mute',
    title: 'Set up',
    lead: 'Nothing is set up yet.',
    rest: 'Add Jellyfin or Emby, and it will hear of every finished torrent.',
  }
}

/** Worse than T◎RRX's own absence, which is not kept back for it. */
const tellRefused = (servers: readonly ServerNews[], facts: StatusFacts): News => {
  const news = tellServers(servers, facts)
  return { ...news, rest: joined([news.rest, tellEngine(facts)?.lead ?? '']) }
}

const tellServers = (servers: readonly ServerNews[], facts: StatusFacts): News => {
  const [worst, ...others] = servers.toSorted(
    (one, other) => tones.indexOf(other.tone) - tones.indexOf(one.tone)
  )
  if (worst === undefined || servers.every(({ tone }) => tone === 'ok')) return tellUpToDate(facts)
  const { tone, title, ofBoth } = worst
  const isOfAll = others.length > 0 && others.every((other) => other.title === title)
  if (ofBoth && isOfAll) return { tone, title, ...ofBoth }
  const rest = joined([worst.rest, ...others.map(({ brief }) => brief)])
  return { tone, title, lead: worst.lead, rest }
}

const tellUpToDate = (facts: StatusFacts): News => {
  const proven = mediaServerKinds.flatMap((kind) => {
    const proof = facts.refresh[kind].phase === 'settled' && proofOf(serverFacts(kind, facts))
    return proof
      ? [{ name: mediaServerNames[kind], by: proof.by, ago: agoTime(proof.at, facts.now) }]
      : []
  })
  const [first, ...others] = proven
  const isAtOnce =
    first !== undefined &&
    others.length > 0 &&
    proven.every(({ by, ago }) => by === 'refresh' && ago.said === first.ago.said)
  const rest = isAtOnce
    ? phrase`${BOTH} were asked ${first.ago}.`
    : joined(proven.map(({ name, by, ago }) => phrase`${name} ${proofWords[by]} ${ago}.`))
  return { tone: 'ok', title: 'Up to date', lead: 'Everything is up to date.', rest }
}

const tellFacts = ({ watcher, store, engine, numbers, connected }: StatusFacts): string[] => {
  const { mode, reason, malformedRecords } = watcher
  const isAway = (mode === 'engine' ? engine : store).status === 'down'
  const how = !isAway && mode && watching[mode]
  const why = mode === 'polling' && reason ? reasons[reason] : ''
  const arrs = connected.map(({ name }) => name).filter(isArr)
  return [
    ...(how ? [how + why] : []),
    ...(malformedRecords > 0
      ? [`${countWords(malformedRecords, 'torrent record')} cannot be read`]
      : []),
    ...(numbers?.state === 'ok' ? [tellDownloads(numbers)] : []),
    ...(arrs.length > 0 ? [`${new Intl.ListFormat('en-GB').format(arrs)} connected`] : []),
  ]
}

const tellDownloads = ({ active, download_speed_human: speed }: DashboardNumbers): string =>
  active === 0 ? 'Nothing is downloading' : `${countWords(active, 'torrent')} downloading, ${speed}`

const watching = {
  stream: 'Watching MongoDB’s change stream',
  polling: 'Asking MongoDB every few seconds',
  engine: 'Asking T◎RRX every few seconds',
  standby: 'Another copy of this service watches, and this one stands by',
} as const

const reasons = {
  standalone: ': it runs without a replica set',
  'not-permitted': ': it does not let us watch its change stream',
  'not-initiated': ': it waits to be initiated',
} as const

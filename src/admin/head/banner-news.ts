import type { WatcherState } from '../../completions/state.ts'
import { type MediaServerKind, mediaServerKinds, mediaServerNames } from '../../domain.ts'
import type { DependencyState } from '../../lib/dependency.ts'
import type { RefreshState } from '../../refresh/state.ts'
import { countWords } from '../duration-words.ts'
import type { Moment } from '../moment.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { type Tone, tones } from '../tone.ts'
import { capital, isOfKey, troubleWords } from '../trouble-words.ts'
import { clockTime } from '../when.ts'

/** Something that the owner can do something about, and how. */
export type Banner = {
  /** What it is about, in a word or two. */
  about: string
  tone: Extract<Tone, 'mute' | 'wait' | 'bad'>
  lead: Phrase
  /** How to mend it; backticks stand around what is typed elsewhere. */
  rest: string
  link?: { href: string; text: string }
}

/** Everything that the banners are judged by. */
export type BannerFacts = {
  store: DependencyState
  engine: DependencyState
  watcher: WatcherState
  refresh: Record<MediaServerKind, RefreshState>
  isClosed: boolean
  usesMongo: boolean
  moment: Moment
}

/** More at once would be read by nobody. */
const MOST_BANNERS = 3
/** A dependency that is away for so short a time may come back by itself, in milliseconds. */
const PATIENCE_MS = 30_000

/** What needs the owner, the worst first. */
export const bannersOf = (facts: BannerFacts): Banner[] =>
  [
    ...storeBanner(facts),
    ...replicaSetBanner(facts),
    ...mediaServerKinds.flatMap((kind) => serverBanner(kind, facts)),
    ...engineBanner(facts),
    ...pollingBanner(facts),
    ...passwordBanner(facts),
  ]
    .toSorted((one, other) => tones.indexOf(other.tone) - tones.indexOf(one.tone))
    .slice(0, MOST_BANNERS)

const isAway = ({ status, since }: DependencyState, { now }: Moment): boolean =>
  status === 'down' && now - since > PATIENCE_MS

const storeBanner = ({ store, usesMongo, moment }: BannerFacts): Banner[] => {
  if (!isAway(store, moment)) return []
  const check = usesMongo
    ? 'Check that the container `mongo` runs, and that `MONGO_URI` names it'
    : 'Check that `DATA_DIR` can be written and has room'
  return [
    {
      about: 'the database',
      tone: 'bad',
      lead: phrase`${usesMongo ? 'MongoDB' : 'The database'} has not answered since ${clockTime(store.since, moment)}.`,
      rest: `Nothing can be saved until it does. ${check}; this service goes on by itself.`,
    },
  ]
}

const serverBanner = (kind: MediaServerKind, { refresh, moment }: BannerFacts): Banner[] => {
  const { phase, fault, owed } = refresh[kind]
  if (phase !== 'paused' || fault === null) return []
  const name = mediaServerNames[kind]
  const waiting =
    owed === 0
      ? ''
      : `${countWords(owed, 'torrent')} ${owed === 1 ? 'waits' : 'wait'} for it; none is lost.`
  return [
    {
      about: name,
      tone: 'bad',
      lead: phrase`${capital(troubleWords(name, fault.code))}, since ${clockTime(fault.since, moment)}.`,
      rest: waiting,
      link: isOfKey(fault.code)
        ? { href: `#${kind}-key-field`, text: 'Replace the key' }
        : { href: `#${kind}-url`, text: 'Look at its address' },
    },
  ]
}

const engineBanner = ({ engine, moment }: BannerFacts): Banner[] =>
  isAway(engine, moment)
    ? [
        {
          about: 'T◎RRX',
          tone: 'wait',
          lead: phrase`T◎RRX has not answered since ${clockTime(engine.since, moment)}.`,
          rest: 'Sonarr and Radarr are told to wait. Check that the container `torrentstream` runs, and that `TORRENT_ENGINE_URL` names it.',
        },
      ]
    : []

const replicaSetBanner = ({ watcher: { reason }, store }: BannerFacts): Banner[] =>
  reason === 'not-initiated' && store.status !== 'down'
    ? [
        {
          about: 'the database',
          tone: 'bad',
          lead: 'MongoDB waits to be initiated.',
          rest: 'It was started with `--replSet`, and until then it keeps nothing. In its shell, `mongosh`, run `rs.initiate()` once; this service goes on by itself.',
        },
      ]
    : []

const pollingBanner = ({ watcher, store }: BannerFacts): Banner[] => {
  const { mode, reason, isFailing } = watcher
  if (mode !== 'polling' || reason === null || isFailing || store.status === 'down') return []
  const why =
    reason === 'standalone'
      ? 'MongoDB runs without a replica set, so it cannot tell by itself. That is fine. To be told at once, add `deploy/compose.replica-set.yml` to T◎RRX’s compose files, or start MongoDB with `--replSet rs0` and run `rs.initiate()` once. This service follows by itself.'
      : 'MongoDB does not let this user watch its changes. That is fine. To be told at once, give it the role `read` on the database.'
  return [
    {
      about: 'polling',
      tone: 'mute',
      lead: 'Finished torrents are noticed within seconds, by asking.',
      rest: why,
    },
  ]
}

const passwordBanner = ({ isClosed }: BannerFacts): Banner[] =>
  isClosed
    ? []
    : [
        {
          about: 'no password',
          tone: 'mute',
          lead: 'No password is set.',
          rest: 'Whoever reaches this port can open this page. To close it, set `AUTH_PASSWORD` and restart.',
        },
      ]

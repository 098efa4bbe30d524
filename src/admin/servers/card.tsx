import { type MediaServerKind, mediaServerNames } from '../../domain.ts'
import type { RefreshState } from '../../refresh/state.ts'
import type { LastTest } from '../../settings/last-test.ts'
import type { TestResult } from '../../settings/media-server-test.ts'
import { countWords, durationWords } from '../duration-words.ts'
import type { Saved } from '../forms/save.ts'
import type { Moment } from '../moment.ts'
import { Fold } from '../parts/fold.tsx'
import { Ring, type RingSign } from '../parts/ring.tsx'
import { UNREAD, Unread } from '../parts/unread.tsx'
import { Told } from '../parts/vain.tsx'
import { Words } from '../parts/words.tsx'
import { type Phrase, phrase } from '../phrase.ts'
import type { Tone } from '../tone.ts'
import { clockTime } from '../when.ts'
import type { FolderReport } from './folder-check.tsx'
import { ServerSettings } from './form.tsx'
import { type ServerForm, serverUrl } from './server-form.ts'
import { type ServerNews, serverNews } from './server-news.ts'

/** How a media server stands. */
export type HeadView = {
  state: RefreshState
  /** Whether its settings were ever read. */
  isRead: boolean
  isSetUp: boolean
  /** Scheme-less address; empty for none. */
  address: string
  lastTest: LastTest | null
  moment: Moment
}

/** A media server's card, with its form as it stands on somebody's screen. */
export type CardView = HeadView & {
  /** Whether there is something that the form could be made of. */
  hasForm: boolean
  form: ServerForm
  saved: Saved | null
  test: TestResult | null
  report: FolderReport | null
  isOpen: boolean
  /** The id of what is to have the focus. */
  focus: string | null
}

type Props<View> = { kind: MediaServerKind; view: View }

/** The card of a media server: how it stands, and its settings, folded away. */
export const ServerCard = ({ kind, view }: Props<CardView>) => (
  <article class="card" id={kind} aria-labelledby={`${kind}-title`}>
    <ServerHead kind={kind} view={view} />
    {/* Of "Refresh now". Not in the head, which changes by itself and would take it away unread. */}
    <Told id={`${kind}-told`} />
    {view.hasForm ? (
      <ServerFold kind={kind} view={view} />
    ) : (
      <Unread url={serverUrl(kind)} target={`#${kind}`} />
    )}
  </article>
)

const ServerFold = ({ kind, view }: Props<CardView>) => {
  const mayBeSetUp = view.isSetUp || !view.isRead
  return (
    <Fold
      title={mayBeSetUp ? 'Settings' : `Set up ${mediaServerNames[kind]}`}
      {...(mayBeSetUp ? { of: `for ${mediaServerNames[kind]}` } : {})}
      isOpen={view.isOpen}
    >
      <ServerSettings kind={kind} view={view} />
    </Fold>
  )
}

/** The part of the card that changes by itself. */
export const ServerHead = ({ kind, view }: Props<HeadView>) => {
  const { tone, sign, lead, rest } = say(kind, view)
  const said = <Words text={lead} />
  const { owed, phase } = view.state
  const facts = [
    ...(view.address === '' ? [] : [<code key="address">{view.address}</code>]),
    ...(owed > 0 && phase !== 'off' ? [`${countWords(owed, 'torrent')} owed`] : []),
  ]
  return (
    <div class={`card-head is-${tone}`} id={`${kind}-head`}>
      <Ring sign={sign} />
      <h3 id={`${kind}-title`}>{mediaServerNames[kind]}</h3>
      {mayRefresh(view) && <RefreshNow kind={kind} phase={phase} />}
      <p class="says">
        {tone === 'wait' || tone === 'bad' ? <strong>{said}</strong> : said} <Words text={rest} />
      </p>
      <ul class="dots">
        {facts.map((fact, index) => (
          <li key={index}>{fact}</li>
        ))}
      </ul>
    </div>
  )
}

const mayRefresh = ({ state, isSetUp }: HeadView): boolean =>
  isSetUp && state.phase !== 'off' && state.phase !== 'unknown'

const RefreshNow = ({ kind, phase }: { kind: MediaServerKind; phase: RefreshState['phase'] }) => (
  <form
    method="post"
    action={`${serverUrl(kind)}/refresh`}
    hx-post={`${serverUrl(kind)}/refresh`}
    hx-target={`#${kind}-head`}
    hx-swap="outerMorph"
    data-told={`${kind}-told`}
  >
    {/* While it is asked it stays where it is, or who has just pressed it would be nowhere. */}
    <button
      type="submit"
      class="btn"
      id={`${kind}-refresh`}
      aria-disabled={phase === 'asking' ? 'true' : undefined}
    >
      {phase === 'retry' || phase === 'paused' ? 'Try now' : 'Refresh now'}
      <span class="vh"> ({mediaServerNames[kind]})</span>
    </button>
  </form>
)

type Said = { tone: Tone; sign: RingSign; lead: Phrase; rest: Phrase }

const say = (
  kind: MediaServerKind,
  { state, isRead, isSetUp, lastTest, moment }: HeadView
): Said => {
  if (!isRead) return { tone: 'mute', sign: 'mute', lead: UNREAD, rest: '' }
  if (!isSetUp) return { tone: 'mute', sign: 'mute', lead: 'Off. Not set up.', rest: '' }
  const news = serverNews(kind, { state, lastTest, now: moment.now })
  if (news === null) {
    const lead = state.phase === 'off' ? 'Off. Its settings are kept.' : 'Starting up.'
    return { tone: 'mute', sign: 'skipped', lead, rest: '' }
  }
  if (news.tone === 'ok') return { ...upToDate(news, { state, moment }), tone: 'ok', sign: 'ok' }
  return { ...news, sign: news.title === 'Scanning' ? 'scan' : news.tone }
}

const upToDate = ({ rest }: ServerNews, { state, moment }: Pick<HeadView, 'state' | 'moment'>) => {
  const { lastAcceptedAt, lastScan } = state
  const lead = 'Up to date.'
  if (lastAcceptedAt === null) return { lead, rest }
  // Of the newest refresh, by the server's own clock: not to be compared with ours.
  const took = lastScan === null ? '' : scanWords(lastScan)
  return { lead, rest: phrase`Asked ${clockTime(lastAcceptedAt, moment)}${took}.` }
}

const scanWords = ({ status, tookMs }: NonNullable<RefreshState['lastScan']>): string =>
  status === 'completed' || status === 'unknown'
    ? `, scan took ${durationWords(tookMs)}`
    : `, its scan ended as ${status}`

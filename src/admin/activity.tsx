import { type Completion, mediaServerKinds, mediaServerNames } from '../domain.ts'
import { durationWords } from './duration-words.ts'
import { outcomeNews, owedNews, serversOf } from './outcome-news.ts'
import { Ring } from './ring.tsx'

/** Where the list alone is. */
export const ACTIVITY_URL = '/settings/integrations/activity'

/** What has finished and what came of it; `null` where the store does not tell. */
export type History = readonly Completion[] | null

/** The last completions, newest first, each with a line for every media server. */
export const Activity = ({ history, now }: { history: History; now: number }) => (
  <section aria-labelledby="activity-title">
    <h2 id="activity-title">Activity</h2>
    <div hx-get={ACTIVITY_URL} hx-trigger="every 5s" hx-swap="innerMorph">
      <ActivityList history={history} now={now} />
    </div>
  </section>
)

/** The list itself. */
export const ActivityList = ({ history, now }: { history: History; now: number }) => {
  if (history === null) return <p class="empty">The history cannot be read at this moment.</p>
  if (history.length === 0) {
    return <p class="empty">No torrent has finished since this service has been watching.</p>
  }
  return (
    <ol class="entries">
      {history.map((completion) => (
        <Entry key={completion.id} completion={completion} now={now} />
      ))}
    </ol>
  )
}

const Entry = ({ completion, now }: { completion: Completion; now: number }) => {
  const { seenAt, torrentName, torrentId } = completion
  const kinds = serversOf(mediaServerKinds, completion)
  return (
    <li class="entry">
      <p class="entry-name">
        <bdi>{visible(torrentName || torrentId)}</bdi>
      </p>
      <p class="entry-time">
        <time datetime={new Date(seenAt).toISOString()}>
          {durationWords(Math.max(now - seenAt, 0))} ago
        </time>
      </p>
      <ul class="outcomes">
        {kinds.map((kind) => (
          <Outcome key={kind} kind={kind} completion={completion} now={now} />
        ))}
        {kinds.length === 0 && (
          <li class="outcome is-mute">
            <Ring sign="mute" />
            <span>no media server was switched on</span>
          </li>
        )}
      </ul>
    </li>
  )
}

const Outcome = ({
  kind,
  completion: { owed, settled, awaitsImport },
  now,
}: {
  kind: (typeof mediaServerKinds)[number]
  completion: Completion
  now: number
}) => {
  const settlement = settled.findLast(({ server }) => server === kind)
  const isOwed = owed.includes(kind) || settlement === undefined
  const news = isOwed ? owedNews(awaitsImport) : outcomeNews(settlement, now)
  return (
    <li class={`outcome is-${news.tone}`}>
      <Ring sign={news.sign} />
      <span class="who">{mediaServerNames[kind]}</span>{' '}
      <span>
        <strong>{news.lead}</strong>
        {news.rest !== '' && ` · ${news.rest}`}
      </span>
    </li>
  )
}

/** A stranger's name: what would turn or hide the text beside it is spelled out. */
const visible = (name: string): string =>
  name.replaceAll(
    /[\p{Cc}\p{Cf}]/gu,
    (character) =>
      `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`
  )

import { mediaServerNames } from '../../domain.ts'
import type { Moment } from '../moment.ts'
import { Name, Names } from '../parts/name.tsx'
import { Ring } from '../parts/ring.tsx'
import { Clock } from '../parts/time.tsx'
import { Words } from '../parts/words.tsx'
import type { OutcomeNews } from './outcome-news.ts'

/** A torrent that has finished, and what came of it. */
export type Entry = {
  id: string
  name: string
  /** Unix milliseconds. */
  seenAt: number
  /** What else is known of it, such as its size and category; may be empty. */
  facts: string[]
  outcomes: OutcomeNews[]
}

/** What has finished on one day, in the order in which it is given. */
export const Day = ({
  entries,
  hasHeading,
  hasFocus,
  moment,
}: {
  entries: readonly Entry[]
  hasHeading: boolean
  /** Whether the first one takes the focus. */
  hasFocus: boolean
  moment: Moment
}) => (
  <>
    {hasHeading && entries[0] && <h3 class="day">{moment.heading(entries[0].seenAt)}</h3>}
    <ol>
      {entries.map((entry, index) => (
        <Finished key={entry.id} entry={entry} hasFocus={hasFocus && index === 0} moment={moment} />
      ))}
    </ol>
  </>
)

const Finished = ({
  entry,
  hasFocus,
  moment,
}: {
  entry: Entry
  hasFocus: boolean
  moment: Moment
}) => (
  <li
    class="entry"
    id={`entry-${entry.id}`}
    {...(hasFocus ? { tabIndex: -1, autofocus: true } : {})}
  >
    <Clock class="entry-time" at={entry.seenAt} moment={moment} />
    <p class="entry-name">
      <Name name={entry.name} />
    </p>
    {entry.facts.length > 0 && (
      <p class="entry-meta">
        <Names names={entry.facts} between=" · " />
      </p>
    )}
    <ul class="outcomes">
      {entry.outcomes.map((news) => (
        <li key={news.server} class={`outcome is-${news.tone}`}>
          <Ring sign={news.sign} />
          <span class="who">{mediaServerNames[news.server]}</span>{' '}
          <span class="what">
            <strong>{news.lead}</strong>
            {news.rest !== '' && ' · '}
            <Words text={news.rest} />
          </span>
        </li>
      ))}
      {entry.outcomes.length === 0 && (
        <li class="outcome is-mute">
          <Ring sign="mute" />
          <span>no media server was switched on</span>
        </li>
      )}
    </ul>
  </li>
)

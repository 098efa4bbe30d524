import type { Moment } from '../moment.ts'
import { visible } from '../parts/name.tsx'
import { Told } from '../parts/vain.tsx'
import { partial } from '../render.ts'
import { PAGE_URL } from '../urls.ts'
import { Day, type Entry } from './day.tsx'
import {
  isTooLong,
  LONGEST_NAME,
  NEWEST_URL,
  OLDER_URL,
  type Place,
  queryOf,
  readPlace,
  type View,
  WHOLE_URL,
} from './view.ts'

/** What has finished, newest first; `null` where the store does not tell. */
export type History = {
  entries: readonly Entry[]
  /** How many there are, with this name. */
  total: number
  hasOlder: boolean
  /** Whether these end above the entry down to which they were asked for. */
  isCut: boolean
} | null

export type HistoryProps = { history: History; view: View; moment: Moment }

export type Focusable = {
  /** Whether it takes the focus: the filter, or the first entry. */
  hasFocus?: boolean
}

/** Where the store does not tell. */
export const AWAY = 'The history cannot be read at this moment.'

/** That a filter has found nothing, and why. */
export const missWords = (view: View): string =>
  isTooLong(view)
    ? `A name to filter by has ${LONGEST_NAME} characters at most.`
    : `No name contains “${visible(view.name)}”.`

/**
 * The list. It asks for itself anew when something in it has changed: for all that is newer than
 * its last entry, so that no gap opens above what was shown on demand. Without an end, or where
 * another name stands in the filter, it is given everything around it as well.
 */
export const Log = (props: HistoryProps) => {
  const { history, view } = props
  const last = history?.entries.at(-1)
  const from = view.from || (last ? placeOf(last) : '')
  // A page of older ones does not change any more.
  const live = view.before === '' && {
    'hx-get': `${NEWEST_URL}${queryOf({ shown: view.name, from })}`,
    // What was typed while nobody answered is asked for now.
    'hx-include': '#filter',
    'hx-trigger': 'activity from:body',
    'hx-swap': 'outerMorph',
  }
  return (
    <div id="log" {...live}>
      {view.before !== '' && (
        <p class="more">
          <a class="btn" href={`${PAGE_URL}${queryOf({ name: view.name })}#activity`}>
            Back to the newest
          </a>
        </p>
      )}
      <Days {...props} />
    </div>
  )
}

/** What has changed below the list while its end stays where it is: how many there are. */
export const totalPart = ({ history }: Pick<HistoryProps, 'history'>): string =>
  history === null ? '' : partial(TOTAL, { swap: 'textContent', html: String(history.total) })

const TOTAL = 'total'

const Total = ({ total }: { total: number }) => <span id={TOTAL}>{total}</span>

/**
 * A page of older ones, which takes the place of the button that asked for it. Its first entry
 * takes the focus: the next button comes after them all.
 */
export const Older = (props: HistoryProps) => (
  <>
    <Days {...props} above={readPlace(props.view.before)} hasFocus />
    <More {...props} />
  </>
)

const placeOf = ({ seenAt, id }: Entry): string => `${seenAt}.${id}`

type BelowOthers = {
  /** The entry above them, whose day may be theirs. */
  above?: Place | null
}

const Days = ({
  history,
  view,
  moment,
  above = null,
  hasFocus = false,
}: HistoryProps & BelowOthers & Focusable) => {
  if (history === null) {
    return (
      <div class="empty">
        <p>{AWAY}</p>
        <p>It shows up again by itself when the database answers.</p>
      </div>
    )
  }
  const { entries } = history
  if (entries.length === 0) return view.before === '' ? <Empty view={view} /> : null
  const days = [...Map.groupBy(entries, ({ seenAt }) => moment.dayOf(seenAt)).values()]
  return (
    <>
      {days.map((ofDay, index) => (
        <Day
          key={ofDay[0]?.id}
          entries={ofDay}
          hasFocus={hasFocus && index === 0}
          hasHeading={index > 0 || above === null || !isSameDay(ofDay[0], above, moment)}
          moment={moment}
        />
      ))}
    </>
  )
}

const isSameDay = (first: Entry | undefined, above: Place, moment: Moment): boolean =>
  first !== undefined && moment.dayOf(first.seenAt) === moment.dayOf(above.seenAt)

const Empty = ({ view }: { view: View }) =>
  view.name === '' ? (
    <div class="empty">
      <p>Nothing has finished yet.</p>
      <p>
        The next torrent that finishes in T◎RRX shows up here by itself, with what came of it. Those
        that were complete before are left alone.
      </p>
    </div>
  ) : (
    <div class="empty">
      <p>{missWords(view)}</p>
      <p>
        {/* The query makes it another address than the one that is open, where it works without script. */}
        <a
          href={`${PAGE_URL}?name=#activity`}
          hx-get={WHOLE_URL}
          hx-target="#activity"
          hx-swap="outerHTML"
          data-told="history-told"
        >
          Show everything
        </a>
      </p>
    </div>
  )

/** What stands below the list: the way to older ones, and how many there are. */
export const More = ({ history, view }: HistoryProps) => {
  const last = history?.entries.at(-1)
  if (!history || last === undefined) return null
  const { total, hasOlder } = history
  if (!hasOlder) {
    if (total < 2) return null
    return (
      <p class="more">
        <span>
          That is all: <Total total={total} />.
        </span>
      </p>
    )
  }
  const query = queryOf({ name: view.name, before: placeOf(last) })
  return (
    <div class="more">
      <a
        class="btn"
        id="older"
        href={`${PAGE_URL}${query}#activity`}
        hx-get={`${OLDER_URL}${query}`}
        hx-target="closest .more"
        hx-swap="outerHTML"
        data-told="older-told"
      >
        Show older
      </a>
      <span>
        <Total total={total} /> in all
      </span>
      <Told id="older-told" />
    </div>
  )
}

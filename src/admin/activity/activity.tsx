import { Told } from '../parts/vain.tsx'
import { PAGE_URL } from '../urls.ts'
import { AWAY, type Focusable, type HistoryProps, Log, More, missWords } from './log.tsx'
import { ACTIVITY_URL, LONGEST_NAME } from './view.ts'

/** The part of the page that tells what has finished, with its filter. */
export const Activity = ({ history, view, moment, hasFocus = false }: HistoryProps & Focusable) => (
  <section id="activity" aria-labelledby="activity-title">
    <div class="section-head">
      <h2 id="activity-title">Activity</h2>
      <search class="filter-box">
        <form
          class="filter"
          method="get"
          action={`${PAGE_URL}#activity`}
          hx-get={ACTIVITY_URL}
          hx-target="#history"
          hx-swap="outerHTML"
          hx-trigger="submit, input delay:300ms"
          hx-sync="this:replace"
          data-told="history-told"
        >
          <label class="vh" for="filter">
            Filter by name
          </label>
          <input
            id="filter"
            name="name"
            type="search"
            value={view.name}
            autofocus={hasFocus}
            placeholder="Filter by name"
            maxLength={LONGEST_NAME}
            autocomplete="off"
          />
          <button type="submit">
            <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
              <circle cx="7" cy="7" r="4.5" />
              <path d="M10.4 10.4L13.5 13.5" />
            </svg>
            <span class="vh">Filter</span>
          </button>
        </form>
      </search>
    </div>
    <Shown history={history} view={view} moment={moment} />
  </section>
)

/** What the filter renews: the newest, and the way to older ones. */
export const Shown = (props: HistoryProps) => (
  <div id="history">
    <Told id="history-told" />
    <Log {...props} />
    <More {...props} />
  </div>
)

/** What a filter has found, to be read out. */
export const foundWords = ({ history, view }: Pick<HistoryProps, 'history' | 'view'>): string => {
  if (history === null) return AWAY
  if (history.total > 0) return `${history.total} in all.`
  return view.name === '' ? '' : missWords(view)
}

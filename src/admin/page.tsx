import { renderToString } from 'preact-render-to-string'
import { Activity, ActivityList, type History } from './activity.tsx'
import { assetUrls } from './assets.ts'
import { Status } from './status.tsx'
import type { StatusSentence } from './status-sentence.ts'

/** Where the sentence alone is. */
export const STATUS_URL = '/settings/integrations/status'

/** htmx 4 would put the text of a refusal in the place of the sentence. */
const HTMX_CONFIG = JSON.stringify({ noSwap: [204, 304, '4xx', '5xx'] })

/** The whole page, as HTML. Whatever stands in it is escaped. */
export const renderDocument = (view: View): string =>
  `<!doctype html>${renderToString(<Page {...view} />)}`

/** What the page shows. `now` in Unix milliseconds. */
type View = { sentence: StatusSentence; history: History; now: number; version: string }

/** The list of what has finished alone, as HTML. */
export const renderActivity = (view: Pick<View, 'history' | 'now'>): string =>
  renderToString(<ActivityList {...view} />)

/** The sentence alone, as HTML, with the window's title, which htmx takes over. */
export const renderFragment = (sentence: StatusSentence): string =>
  renderToString(
    <>
      <Title sentence={sentence} />
      <Status sentence={sentence} />
    </>
  )

const Title = ({ sentence }: { sentence: StatusSentence }) => (
  <title>{`${sentence.title} – torrent-notifier`}</title>
)

const Page = ({ sentence, history, now, version }: View) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="htmx-config" content={HTMX_CONFIG} />
      <Title sentence={sentence} />
      <link rel="icon" type="image/svg+xml" href={assetUrls.mark} />
      <link rel="stylesheet" href={assetUrls.css} />
      <script src={assetUrls.htmx} defer />
    </head>
    <body>
      <header class="top">
        <img class="mark" src={assetUrls.mark} alt="" width="24" height="24" />
        <h1>torrent-notifier</h1>
        <span>{version}</span>
      </header>
      <main>
        <div hx-get={STATUS_URL} hx-trigger="every 5s" hx-swap="innerMorph">
          <Status sentence={sentence} />
        </div>
        <Activity history={history} now={now} />
      </main>
    </body>
  </html>
)

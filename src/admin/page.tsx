import { renderToString } from 'preact-render-to-string'
import { mediaServerKinds } from '../domain.ts'
import { LOGOUT_PATH } from '../security/open-call.ts'
import { Activity } from './activity/activity.tsx'
import type { History } from './activity/log.tsx'
import type { View } from './activity/view.ts'
import { assetUrls } from './assets.ts'
import { QbtCard, type QbtView } from './clients/card.tsx'
import { Dashboards } from './dashboards/dashboards.tsx'
import { Banners } from './head/banners.tsx'
import { Announced, Status, Title } from './head/status.tsx'
import { ENOUGH } from './live/stream.ts'
import type { Look } from './look.ts'
import { Clock } from './parts/time.tsx'
import { Away, FailureWords, SAYS_ITSELF } from './parts/vain.tsx'
import { Zone } from './parts/zone.tsx'
import { type CardView, ServerCard } from './servers/card.tsx'
import { isSetUp } from './servers/server-form.ts'
import { PAGE_URL } from './urls.ts'

/** Where the page hears of what changes. */
export const LIVE_URL = '/settings/integrations/live'

/** htmx 4 would put the text of any refusal in the place of what it was asked for. */
const HTMX_CONFIG = JSON.stringify({
  noSwap: [204, 304, '4xx', '5xx'],
  includeIndicatorCSS: false,
  // Before it settles, htmx takes `style` off elements: to the policy that is an inline style.
  defaultSettleDelay: 0,
  // What somebody has unfolded stays so when what is in it changes. The first is htmx's own.
  morphIgnore: ['data-htmx-powered', 'open'],
  // The longest answer, a Test with advice on folders, takes ten seconds.
  defaultTimeout: 15_000,
  // A connect may go out over a kept connection that is as dead as the one before.
  sse: { reconnectMaxDelay: 5000, connectTimeout: 10_000 },
})

const liveConnection = {
  'hx-sse:connect': LIVE_URL,
  'hx-sse:close': ENOUGH,
  'data-told': 'lost-told',
  'data-vain': SAYS_ITSELF,
}

/** What the page shows. */
export type PageView = {
  look: Look
  cards: { jellyfin: CardView; emby: CardView }
  qbt: QbtView
  history: History
  view: View
  version: string
}

/** The whole page, as HTML. Whatever stands in it is escaped. */
export const renderDocument = (view: PageView): string =>
  `<!doctype html>${renderToString(<Page {...view} />)}`

const Page = (view: PageView) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="htmx-config" content={HTMX_CONFIG} />
      <Title sentence={view.look.sentence} />
      <link rel="icon" type="image/svg+xml" href={assetUrls.mark} />
      <link rel="stylesheet" href={assetUrls.css} />
      <script src={assetUrls.script} defer />
      <script src={assetUrls.htmx} defer />
      <script src={assetUrls.sse} defer />
    </head>
    <body>
      <a class="skip" href="#activity">
        Skip to activity
      </a>
      <div class="page">
        <Top {...view} />
        <main>
          <Status sentence={view.look.sentence} />
          <Announced />
          <Banners banners={view.look.banners} />
          <Columns {...view} />
        </main>
        <Foot {...view} />
      </div>
      <FailureWords />
      <div id="live" {...liveConnection} />
    </body>
  </html>
)

const Top = ({ version, look }: PageView) => (
  <header class="top">
    <h1 class="brand">
      <img class="mark" src={assetUrls.mark} alt="" width="24" height="24" />
      torrent-notifier
    </h1>
    <span>{version}</span>
    <p class="live" id="connection">
      {/* There "11 s ago" stands still. */}
      <noscript>
        As of <Clock at={look.moment.now} moment={look.moment} />. <a href={PAGE_URL}>Reload</a>
      </noscript>
    </p>
    <nav class="nav" aria-label="On this page">
      <a href="#activity">Activity</a>
      <a href="#servers">Servers</a>
      <a href="#clients">Clients</a>
      <a href="#dashboards">Dashboards</a>
    </nav>
    {look.qbt.access.closedBy !== null && (
      <form class="logout" method="post" action={LOGOUT_PATH}>
        <button type="submit" class="link">
          Log out
        </button>
      </form>
    )}
  </header>
)

/** What changes daily is the main column; as long as nothing is set up, that comes first. */
const Columns = (view: PageView) => {
  const { history, view: shown, look } = view
  const isNew =
    look.areSettingsRead && !mediaServerKinds.some((kind) => isSetUp(look.settings[kind]))
  const activity = <Activity history={history} view={shown} moment={look.moment} />
  return (
    <div class="columns">
      {!isNew && activity}
      <Side {...view} />
      {isNew && activity}
    </div>
  )
}

const Side = ({ cards, qbt, look }: PageView) => (
  <div class="side">
    <section id="servers" aria-labelledby="servers-title">
      <div class="section-head">
        <h2 id="servers-title">Media servers</h2>
      </div>
      <div class="panel">
        {mediaServerKinds.map((kind) => (
          <ServerCard key={kind} kind={kind} view={cards[kind]} />
        ))}
      </div>
    </section>
    <section id="clients" aria-labelledby="clients-title">
      <div class="section-head">
        <h2 id="clients-title">Download clients</h2>
      </div>
      <div class="panel">
        <QbtCard view={qbt} />
      </div>
    </section>
    <Dashboards view={look.dashboards} />
  </div>
)

const Foot = ({ version, look }: PageView) => (
  <>
    <footer class="foot">
      <span>torrent-notifier {version}</span>
      <Zone reader={look.reader} />
      <a href="/widget">Widget JSON</a>
    </footer>
    <div class="lost is-wait" id="lost" role="status" hidden>
      <Away />
      <div id="lost-told" />
    </div>
  </>
)

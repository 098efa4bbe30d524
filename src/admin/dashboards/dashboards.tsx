import type { Moment } from '../moment.ts'
import { Fold } from '../parts/fold.tsx'
import { type Pair, Pairs } from '../parts/pairs.tsx'
import type { Access } from './access.ts'
import {
  homarrForm,
  homarrImport,
  homarrIntegration,
  homarrSecrets,
  homarrStyles,
} from './homarr.ts'
import { homepageLabels, homepageServices } from './homepage.ts'
import { type HomepageStyle, homepageStyles } from './homepage-widgets.ts'
import { type DashboardNumbers, Numbers } from './numbers.tsx'
import { Reach } from './reach.tsx'
import { Snippet } from './snippet.tsx'

/** What the section shows. */
export type DashboardsView = Access & {
  /** The port that this service listens on. */
  port: number
  numbers: DashboardNumbers | null
  moment: Moment
}

/** What a dashboard shows of T◎RRX, and what to paste into it for that. */
export const Dashboards = ({ view }: { view: DashboardsView }) => (
  <section id="dashboards" aria-labelledby="dashboards-title">
    <div class="section-head">
      <h2 id="dashboards-title">Dashboards</h2>
    </div>
    <div class="panel rows">
      <h3 class="vh">The numbers that a dashboard shows</h3>
      <Numbers numbers={view.numbers} moment={view.moment} />
      <Snippets access={view} asksAgain />
    </div>
  </section>
)

type AccessProps = { access: Access & Pick<DashboardsView, 'port'> }

/** Where the lines to be pasted are, for a browser that tells how it came to the page. */
export const SNIPPETS_URL = '/settings/integrations/dashboards'

/**
 * What is to be pasted. Not every browser tells in a navigation whether it came by https, and htmx
 * does: so the lines ask once whether they are right.
 */
export const Snippets = ({ access, asksAgain = false }: AccessProps & { asksAgain?: boolean }) => (
  <div
    id="snippets"
    {...(asksAgain && {
      'hx-get': SNIPPETS_URL,
      'hx-trigger': 'load',
      'hx-swap': 'outerMorph',
    })}
  >
    <Homepage access={access} />
    <HomepageLabels access={access} />
    <Homarr access={access} />
  </div>
)

const Homepage = ({ access }: AccessProps) => (
  <Fold title="Homepage: services.yaml">
    <div class="part">
      <p>
        Paste one of these at the end, or what stands below its first line under a group of yours.
      </p>
      <Reach access={access} />
    </div>
    {homepageStyles.map((style) => (
      <Snippet
        key={style}
        id={`homepage-${style}`}
        title={`the services.yaml lines: ${styleNames[style]}`}
        caption={captionOf(style, access)}
        text={homepageServices([style], access)}
      />
    ))}
  </Fold>
)

const HomepageLabels = ({ access }: AccessProps) => (
  <Fold title="Homepage: Docker labels">
    <div class="part">
      <p>Paste one of these into the compose file, at the service that the card is to stand for.</p>
      <Reach access={access} />
    </div>
    {homepageStyles.map((style) => (
      <Snippet
        key={style}
        id={`homepage-labels-${style}`}
        title={`the Docker labels: ${styleNames[style]}`}
        caption={captionOf(style, access)}
        text={homepageLabels(style, access)}
      />
    ))}
  </Fold>
)

const styleNames: Record<HomepageStyle, string> = {
  block: 'four numbers',
  list: 'all numbers',
  'dynamic-list': 'each download',
  qbittorrent: 'Homepage’s qBittorrent widget',
}

const captions: Record<HomepageStyle, string> = {
  block: 'Four numbers.',
  list: 'All numbers, one in a line.',
  'dynamic-list': 'Each download, and how much of it is done.',
  qbittorrent: 'Homepage’s own qBittorrent widget.',
}

const captionOf = (style: HomepageStyle, { closedBy }: Access): string =>
  style === 'qbittorrent' && closedBy === 'key'
    ? `${captions.qbittorrent} It cannot send a key: set AUTH_PASSWORD as well.`
    : captions[style]

const Homarr = ({ access }: AccessProps) => (
  <Fold title="Homarr">
    <div class="part">
      <Reach access={access} />
      <h4>Custom widget</h4>
      <p>
        In Homarr’s management choose <em>Custom Widgets</em>, <em>Import</em>, and paste one of
        these. Then add it to a board as a <em>Custom API</em> widget.
      </p>
    </div>
    {homarrStyles.map((style) => (
      <Snippet
        key={style}
        id={`homarr-${style}`}
        title={`Homarr’s widget: ${homarrCaptions[style]}`}
        caption={homarrCaptions[style]}
        text={homarrImport(style, access)}
      />
    ))}
    <HomarrSecrets pairs={homarrSecrets(access)} />
    <div class="part">
      <h4>The same by hand</h4>
      <p>
        <em>Create</em> one with these settings; each path is an item of the grid.
      </p>
      <Pairs pairs={homarrForm(access)} of="of the custom widget" />
      <h4>Homarr’s own qBittorrent integration</h4>
      <Pairs pairs={homarrIntegration(access)} of="of the integration" />
    </div>
  </Fold>
)

const HomarrSecrets = ({ pairs }: { pairs: readonly Pair[] }) =>
  pairs.length > 0 && (
    <div class="part">
      <p>What is imported holds none of these. Edit it before it is shown, and type them in.</p>
      <Pairs pairs={pairs} of="of the imported widget" />
    </div>
  )

const homarrCaptions = {
  numbers: 'Four numbers',
  downloads: 'Each download',
  state: 'Whether T◎RRX is there',
} as const

import { Elysia } from 'elysia'
import type { WatcherState } from '../completions/state.ts'
import { type Completion, type MediaServerKind, mediaServerKinds } from '../domain.ts'
import type { Clock } from '../lib/clock.ts'
import type { DependencyState } from '../lib/dependency.ts'
import { withTimeLimit } from '../lib/time-limit.ts'
import type { RefreshState } from '../refresh/state.ts'
import type { Settings } from '../settings/settings.ts'
import { ACTIVITY_URL, type History } from './activity.tsx'
import { assetRoutes } from './assets.ts'
import { renderActivity, renderDocument, renderFragment, STATUS_URL } from './page.tsx'
import { type StatusSentence, statusSentence } from './status-sentence.ts'

/** So many completions are shown. */
const MOST_SHOWN = 50
/** The page does not wait longer for a store that is away, in milliseconds. */
const HISTORY_WAIT_MS = 1000

/** What the page tells of. Everything but the history answers at once. */
export type AdminDeps = {
  store: () => DependencyState
  engine: () => DependencyState
  watcher: () => WatcherState
  refresh: (kind: MediaServerKind) => RefreshState
  settings: Pick<Settings, 'last'>
  /** The newest completions, newest first. Rejects while the store is away. */
  history: (limit: number) => Promise<Completion[]>
  clock: Pick<Clock, 'now'>
  version: string
}

/** `GET /`, the fragment that renews the sentence, and the page's files. */
export const adminRoutes = async (deps: AdminDeps) =>
  new Elysia()
    .use(await assetRoutes())
    .get('/', () => renderPage(deps))
    .get(STATUS_URL, () => html(renderFragment(tell(deps))))
    .get(ACTIVITY_URL, async () => html(renderActivity(await look(deps))))

/** The page, for whichever route a browser comes by. */
export const renderPage = async (deps: AdminDeps): Promise<Response> =>
  html(renderDocument({ sentence: tell(deps), version: deps.version, ...(await look(deps)) }))

const look = async ({ history, clock }: AdminDeps): Promise<{ history: History; now: number }> => ({
  history: await withTimeLimit(history(MOST_SHOWN), {
    limitMs: HISTORY_WAIT_MS,
    late: () => new Error('the store is away'),
  }).catch(() => null),
  now: clock.now(),
})

const tell = (deps: AdminDeps): StatusSentence => {
  const settings = deps.settings.last()
  return statusSentence({
    store: deps.store(),
    engine: deps.engine(),
    watcher: deps.watcher(),
    refresh: { jellyfin: deps.refresh('jellyfin'), emby: deps.refresh('emby') },
    isSetUp: mediaServerKinds.some((kind) => (settings?.[kind].url ?? '') !== ''),
    now: deps.clock.now(),
  })
}

const html = (body: string): Response =>
  new Response(body, {
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  })

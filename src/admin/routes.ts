import { Elysia } from 'elysia'
import type { WatcherState } from '../completions/state.ts'
import { type MediaServerKind, mediaServerKinds } from '../domain.ts'
import type { Clock } from '../lib/clock.ts'
import type { DependencyState } from '../lib/dependency.ts'
import type { RefreshState } from '../refresh/state.ts'
import type { Settings } from '../settings/settings.ts'
import { assetRoutes } from './assets.ts'
import { renderDocument, renderFragment, STATUS_URL } from './page.tsx'
import { type StatusSentence, statusSentence } from './status-sentence.ts'

/** What the page tells of. Everything answers at once. */
export type AdminDeps = {
  store: () => DependencyState
  engine: () => DependencyState
  watcher: () => WatcherState
  refresh: (kind: MediaServerKind) => RefreshState
  settings: Pick<Settings, 'last'>
  clock: Pick<Clock, 'now'>
  version: string
}

/** `GET /`, the fragment that renews the sentence, and the page's files. */
export const adminRoutes = async (deps: AdminDeps) =>
  new Elysia()
    .use(await assetRoutes())
    .get('/', () => renderPage(deps))
    .get(STATUS_URL, () => html(renderFragment(tell(deps))))

/** The page, for whichever route a browser comes by. */
export const renderPage = async (deps: AdminDeps): Promise<Response> =>
  html(renderDocument({ sentence: tell(deps), version: deps.version }))

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

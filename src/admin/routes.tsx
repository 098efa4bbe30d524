import { Elysia } from 'elysia'
import { type MediaServerKind, mediaServerKinds } from '../domain.ts'
import { isFromOpenPage, isNavigation } from '../security/navigation.ts'
import { Activity, foundWords, Shown } from './activity/activity.tsx'
import { readHistory } from './activity/history.ts'
import { Log, Older, totalPart } from './activity/log.tsx'
import {
  ACTIVITY_URL,
  isOtherName,
  NEWEST_URL,
  OLDER_URL,
  readView,
  type View,
  WHOLE_URL,
} from './activity/view.ts'
import { assetRoutes } from './assets.ts'
import { QbtCard, QbtFold, type QbtView } from './clients/card.tsx'
import { actOnQbt, QBT_URL, storedQbtForm } from './clients/qbt-form.ts'
import { SNIPPETS_URL, Snippets } from './dashboards/dashboards.tsx'
import type { AdminDeps } from './deps.ts'
import { focusAfter } from './forms/focus.ts'
import { savedWords } from './forms/saved.tsx'
import { readSubmitted, typedFolders } from './forms/submitted.ts'
import { createLive } from './live/live.ts'
import { partIds, renderPart } from './live/parts.tsx'
import { type Look, look } from './look.ts'
import { LIVE_URL, type PageView, renderDocument } from './page.tsx'
import { plainText } from './phrase.ts'
import { isAddressNews } from './reader.ts'
import { fragment, fragmentFor, html, partial, seeOther } from './render.ts'
import { actOnServer } from './servers/actions.ts'
import { type CardView, ServerCard, ServerHead } from './servers/card.tsx'
import { FolderCheck } from './servers/folder-check.tsx'
import { serverUrl } from './servers/server-form.ts'
import { serverNews } from './servers/server-news.ts'
import { TestOutcome } from './servers/test-outcome.tsx'
import { cardView, headView, isNextStep } from './servers/views.ts'
import { PAGE_URL } from './urls.ts'

/** `GET /`, every fragment and form of the page, its events, and its files. */
export const adminRoutes = async (deps: AdminDeps) => {
  const live = createLive(deps)
  const noted = (kind: MediaServerKind, answer: Promise<Response>) =>
    answer.finally(() => live.noteAnswer(kind))
  const app = new Elysia()
    .use(await assetRoutes())
    .get('/', ({ request }) => renderPage(deps, request))
    .get(LIVE_URL, ({ request }) => live.stream(request))
    .get(ACTIVITY_URL, ({ request }) => showFound(deps, request))
    .get(NEWEST_URL, ({ request }) => showNewest(deps, request))
    .get(WHOLE_URL, ({ request }) => showWhole(deps, request))
    .get(OLDER_URL, ({ request }) => showOlder(deps, request))
    .get(SNIPPETS_URL, ({ request }) => showSnippets(deps, request))
    .get(QBT_URL, ({ request }) => showQbt(deps, request))
    .post(QBT_URL, ({ request }) => postQbt(deps, request), { parse: 'none' })
  for (const kind of mediaServerKinds) {
    const url = serverUrl(kind)
    app
      .get(url, ({ request }) => showCard(deps, request, kind))
      .post(url, ({ request }) => noted(kind, postServer(deps, request, kind)), { parse: 'none' })
      .post(`${url}/refresh`, ({ request }) => noted(kind, refreshNow(deps, request, kind)), {
        parse: 'none',
      })
  }
  for (const id of partIds) {
    app.get(`/settings/integrations/parts/${id}`, async ({ request }) =>
      html(renderPart(id, { ...(await look(deps, request)), port: deps.port }))
    )
  }
  return app
}

/** The page, for whichever route a browser comes by, with what came of a form that it sent. */
export const renderPage = async (
  deps: AdminDeps,
  request: Request,
  { changes, status = 200 }: { changes?: (seen: Look) => Partial<PageView>; status?: number } = {}
): Promise<Response> => {
  const view = readView(request.url)
  const seen = await look(deps, request)
  const history = await readHistory(deps, { view, moment: seen.moment })
  const page: PageView = {
    look: seen,
    cards: { jellyfin: card(seen, 'jellyfin'), emby: card(seen, 'emby') },
    qbt: qbt(deps, seen),
    history,
    view,
    version: deps.version,
    ...changes?.(seen),
  }
  return html(renderDocument(page), { status, headers: request.headers })
}

const card = (seen: Look, kind: MediaServerKind): CardView =>
  cardView(seen.servers[kind], { isOpen: seen.areSettingsRead && isNextStep(kind, seen.settings) })

const qbt = (
  deps: AdminDeps,
  seen: Look,
  changes: Partial<Pick<QbtView, 'form' | 'saved' | 'isOpen' | 'focus'>> = {}
): QbtView => ({
  ...seen.qbt,
  form: seen.areSettingsRead ? storedQbtForm(seen.settings.qbt) : null,
  saved: null,
  isOpen: false,
  focus: null,
  seen: seen.seen,
  reader: seen.reader,
  port: deps.port,
  ...changes,
})

const showQbt = async (deps: AdminDeps, request: Request) => {
  if (isNavigation(request)) return seeOther(`${PAGE_URL}#qbt`)
  return fragment(<QbtCard view={qbt(deps, await look(deps, request))} />)
}

const showSnippets = async (deps: AdminDeps, request: Request) => {
  if (isNavigation(request)) return seeOther(`${PAGE_URL}#dashboards`)
  if (!isAddressNews(request)) return new Response(null, { status: 204 })
  return fragment(<Snippets access={(await look(deps, request)).dashboards} />)
}

const showFound = async (deps: AdminDeps, request: Request): Promise<Response> => {
  const props = await historyProps(deps, request)
  return fragment(<Shown {...props} />, { said: foundWords(props) })
}

const showOlder = async (deps: AdminDeps, request: Request): Promise<Response> =>
  fragment(<Older {...(await historyProps(deps, request))} />)

const showWhole = async (deps: AdminDeps, request: Request): Promise<Response> => {
  const props = await historyProps(deps, request)
  return fragment(<Activity {...props} hasFocus />, { said: foundWords(props) })
}

const historyProps = async (deps: AdminDeps, request: Request, changes: Partial<View> = {}) => {
  const view = { ...readView(request.url), ...changes }
  const { moment } = await look(deps, request)
  return { view, moment, history: await readHistory(deps, { view, moment }) }
}

/** A list that stands open, renewed; or all that stands around it, where it is another one then. */
const showNewest = async (deps: AdminDeps, request: Request): Promise<Response> => {
  const isOther = isOtherName(request.url)
  const props = await historyProps(deps, request, isOther ? { from: '' } : {})
  const { view, history } = props
  if (view.from !== '' && !history?.isCut)
    return fragment(<Log {...props} />, { beside: totalPart(props) })
  const said = isOther ? foundWords(props) : ''
  const response = fragment(<Shown {...props} view={{ ...view, from: '' }} />, { said })
  response.headers.set('hx-retarget', '#history')
  response.headers.set('hx-reswap', 'outerMorph')
  return response
}

const showCard = async (deps: AdminDeps, request: Request, kind: MediaServerKind) => {
  if (isNavigation(request)) return seeOther(`${PAGE_URL}#${kind}`)
  const seen = await look(deps, request)
  return fragment(<ServerCard kind={kind} view={card(seen, kind)} />)
}

const postServer = async (deps: AdminDeps, request: Request, kind: MediaServerKind) => {
  const sent = await readSubmitted(request, kind)
  const acted = await actOnServer(deps, { kind, sent })
  const { test, report, status } = acted
  const isWhole = !isFromOpenPage(request)
  if (!isWhole && test) return fragment(<TestOutcome kind={kind} test={test} />)
  if (!isWhole && report) return fragment(<FolderCheck kind={kind} report={report} />)
  const rows = typedFolders(sent).length
  const isKeyGone = acted.form.key === 'keep' && sent.key !== 'keep'
  const focus = focusAfter({ prefix: kind, act: sent.act, rows, isKeyGone, isWhole })
  const made = (seen: Look) =>
    cardView(
      { ...seen.servers[kind], stored: acted.settings[kind] },
      { ...acted, isOpen: true, focus }
    )
  if (!isWhole) {
    const whole = <ServerCard kind={kind} view={made(await look(deps, request))} />
    return fragmentFor(kind, whole, { status, said: savedWords(acted.saved ?? null) })
  }
  const changes = (seen: Look) => ({
    cards: { jellyfin: card(seen, 'jellyfin'), emby: card(seen, 'emby'), [kind]: made(seen) },
  })
  return renderPage(deps, request, { changes, status })
}

const refreshNow = async (deps: AdminDeps, request: Request, kind: MediaServerKind) => {
  deps.refreshNow(kind)
  if (!isFromOpenPage(request)) return seeOther(`${PAGE_URL}#${kind}`)
  const { servers } = await look(deps, request)
  const view = headView(servers[kind])
  // It is asked within this second; how that went is heard by the next event.
  const isOn = view.state.phase !== 'off'
  const pressed = isOn ? { ...view, state: { ...view.state, phase: 'asking' as const } } : view
  const said = plainText(serverNews(kind, { ...pressed, now: pressed.moment.now })?.lead ?? '')
  // What was said of an earlier press has had its time.
  const beside = partial(`${kind}-told`, { swap: 'innerHTML', html: '' })
  return fragment(<ServerHead kind={kind} view={pressed} />, { said, beside })
}

const postQbt = async (deps: AdminDeps, request: Request) => {
  const sent = await readSubmitted(request, 'qbt')
  const { status, form, saved = null } = await actOnQbt(deps, sent)
  const rows = typedFolders(sent).length
  const isWhole = !isFromOpenPage(request)
  const focus = focusAfter({ prefix: 'qbt', act: sent.act, rows, isWhole })
  const shown = { form, saved, isOpen: true, focus }
  if (!isWhole) {
    const said = savedWords(saved)
    return fragmentFor('qbt-settings', <QbtFold view={shown} />, { status, said })
  }
  const changes = (seen: Look) => ({ qbt: qbt(deps, seen, shown) })
  return renderPage(deps, request, { changes, status })
}

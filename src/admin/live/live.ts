import { type MediaServerKind, mediaServerKinds } from '../../domain.ts'
import { createStandingFault } from '../../lib/standing-fault.ts'
import type { AdminDeps } from '../deps.ts'
import { titleOf } from '../head/status.tsx'
import { look } from '../look.ts'
import { nameBrowser } from './browser.ts'
import { type PartId, partIds, renderPart } from './parts.tsx'
import { createPlaces } from './places.ts'
import { liveStream, type News } from './stream.ts'

/** Another replica may have changed the history: the list asks anew after this, in milliseconds. */
const HISTORY_AGE_MS = 30_000
/** So long after an answer its words may still come to stand over newer ones, in milliseconds. */
const DOUBT_MS = 2500

/** The events of the page. */
export type Live = {
  /**
   * The stream of one page; each that stands open in a tab that is seen has its own. It ends with
   * `enough` where others take its place: a new page is always live.
   */
  stream(request: Request): Response
  /**
   * A page puts the answer to a press over a server's head. Whether that is still so when it gets
   * there no stream can know: for a while each look at it is sent, changed or not.
   */
  noteAnswer(kind: MediaServerKind): void
}

/** Makes them, with no page open. */
export const createLive = (deps: AdminDeps): Live => {
  const places = createPlaces()
  const answeredAt = new Map<PartId, number>()
  const { clock, log } = deps
  const fault = createStandingFault({ log, clock })
  /** A neighbour that is away is shown; a slip of ours would leave each page without a word. */
  const makeNews = async (request: Request): Promise<News<PartId>> => {
    try {
      const news = await newsOf(deps, request)
      fault.clear('open pages can be told again what changes')
      return news
    } catch (error) {
      const code = error instanceof Error ? error.name : 'unexpected'
      fault.raise('open pages cannot be told what changes', { code })
      throw error
    }
  }
  const stream = (request: Request): Response => {
    if (request.method === 'HEAD') return new Response(null, { headers: eventStream })
    const { browser, cookie } = nameBrowser(request)
    const isPatient = new URL(request.url).searchParams.has(PATIENT)
    const { displaced, leave } = places.take(browser, { isPatient })
    const response = liveStream({
      look: () => makeNews(request),
      isWelcome: () => deps.isWelcome(request),
      isDoubtful: (id) => clock.monotonic() - (answeredAt.get(id) ?? -DOUBT_MS) < DOUBT_MS,
      lastHeard: request.headers.get('last-event-id') ?? '',
      displaced,
      clock,
      stopping: deps.stopping,
      ended: leave,
    })
    if (cookie !== null) response.headers.set('set-cookie', cookie)
    return response
  }
  return {
    stream,
    noteAnswer(kind) {
      answeredAt.set(`${kind}-head`, clock.monotonic())
    },
  }
}

/** Said by a page that has given way: it has its news of now, and more only where there is room. */
const PATIENT = 'patient'

const eventStream = { 'content-type': 'text/event-stream' }

const newsOf = async (deps: AdminDeps, request: Request): Promise<News<PartId>> => {
  const seen = { ...(await look(deps, request)), port: deps.port }
  return {
    parts: new Map(partIds.map((id) => [id, renderPart(id, seen)])),
    title: titleOf(seen.sentence),
    announcement: seen.announcement,
    history: historyKey(deps),
  }
}

/** What the list of what has finished depends on. */
const historyKey = ({ historyRevision, refresh, clock }: AdminDeps): string => {
  const states = mediaServerKinds.map((kind) => {
    const { phase, fault } = refresh(kind)
    return `${phase} ${fault?.code ?? ''}`
  })
  return [historyRevision(), Math.floor(clock.now() / HISTORY_AGE_MS), ...states].join()
}

import { type MediaServerKind, mediaServerKinds } from '../../domain.ts'
import type { AdminDeps } from '../deps.ts'
import { titleOf } from '../head/status.tsx'
import { look } from '../look.ts'
import { type PartId, partIds, renderPart } from './parts.tsx'
import { liveStream, type News } from './stream.ts'

/** So many pages may stand open at once; each is looked after once a second. */
const MOST_PAGES = 24
/** Another replica may have changed the history: the list asks anew after this, in milliseconds. */
const HISTORY_AGE_MS = 30_000
const RETRY_AFTER_SECONDS = '5'
/** So long after an answer its words may still come to stand over newer ones, in milliseconds. */
const DOUBT_MS = 2500

/** The events of the page. */
export type Live = {
  /** The stream of one page; each that stands open in a tab that is seen has its own. */
  stream(request: Request): Response
  /**
   * A page puts the answer to a press over a server's head. Whether that is still so when it gets
   * there no stream can know: for a while each look at it is sent, changed or not.
   */
  noteAnswer(kind: MediaServerKind): void
}

/** Makes them, with no page open. */
export const createLive = (deps: AdminDeps): Live => {
  let open = 0
  const answeredAt = new Map<PartId, number>()
  const { clock } = deps
  const stream = (request: Request): Response => {
    if (request.method === 'HEAD') return new Response(null, { headers: eventStream })
    if (open >= MOST_PAGES) {
      const headers = { 'retry-after': RETRY_AFTER_SECONDS }
      return new Response('Too many pages stand open.', { status: 503, headers })
    }
    open += 1
    return liveStream({
      look: () => makeNews(deps, request),
      isWelcome: () => deps.isWelcome(request),
      isDoubtful: (id) => clock.monotonic() - (answeredAt.get(id) ?? -DOUBT_MS) < DOUBT_MS,
      clock,
      stopping: deps.stopping,
      ended() {
        open -= 1
      },
    })
  }
  return {
    stream,
    noteAnswer(kind) {
      answeredAt.set(`${kind}-head`, clock.monotonic())
    },
  }
}

const eventStream = { 'content-type': 'text/event-stream' }

const makeNews = async (deps: AdminDeps, request: Request): Promise<News<PartId>> => {
  const seen = { ...(await look(deps, request)), port: deps.port }
  return {
    parts: new Map(partIds.map((id) => [id, renderPart(id, seen)])),
    title: titleOf(seen.sentence),
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

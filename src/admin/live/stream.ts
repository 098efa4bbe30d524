import type { Clock } from '../../lib/clock.ts'
import type { Announcement } from '../head/announcement.ts'
import { announced, partial } from '../render.ts'

/** How often it is looked whether something has changed, in milliseconds. */
const LOOK_MS = 1000
/** So often among the looks the reader is told that we are still here. */
const LOOKS_A_BEAT = 10
/** After so long the reader has to come anew, which renews his session, in milliseconds. */
const LONGEST_MS = 5 * 60_000

/** The event after which a reader does not come again at once. */
export const ENOUGH = 'enough'

/** What a reader is sent. */
export type News<Id extends string = string> = {
  /** The parts of the page as HTML, by their ids. */
  parts: ReadonlyMap<Id, string>
  title: string
  announcement: Announcement
  /** Another text whenever the history, or what it says, has changed. */
  history: string
}

/** What a stream is made of. */
export type StreamDeps<Id extends string> = {
  /** Makes everything anew; may reject, and is then asked again. */
  look: () => Promise<News<Id>>
  /** Whether the reader may still see it; asked before each look. Rejects where nobody can tell. */
  isWelcome: () => Promise<boolean>
  /** Whether the reader may see something else in a part than what was last sent. */
  isDoubtful?: (id: Id) => boolean
  /** What the announcement was about that the reader heard last; empty for none. */
  lastHeard?: string
  /** Ends it with `enough`: at once where it has ended, after one look that is. */
  displaced: AbortSignal
  clock: Clock
  stopping: AbortSignal
  /** Told once the reader has gone, or something has ended it. */
  ended: () => void
}

/**
 * Server-sent events for one open page: the parts that have changed since they were last sent, an
 * event `activity` when the list of what has finished should ask for itself anew, and a `beat` so
 * that either side notices when the other is gone.
 */
export const liveStream = <Id extends string>({
  look,
  isWelcome,
  isDoubtful = () => false,
  lastHeard = '',
  displaced,
  clock,
  stopping,
  ended,
}: StreamDeps<Id>): Response => {
  const leaving = new AbortController()
  const signal = AbortSignal.any([leaving.signal, stopping])
  const pause = AbortSignal.any([signal, displaced])
  const sent = new Map<string, string>()
  const startedAt = clock.monotonic()
  let heard = lastHeard

  /** What there is to say now; empty for nothing. */
  const next = async (): Promise<string> => {
    const { parts, title, announcement, history } = await look()
    const changed = [...parts].filter(([id, html]) => sent.get(id) !== html || isDoubtful(id))
    for (const [id, html] of changed) sent.set(id, html)
    const partials = changed.map(morph)
    const { about, words } = announcement
    const isNew = about !== null && about !== heard
    // Whoever has just come reads the page itself.
    if (isNew && heard !== '') partials.push(announced(words))
    if (isNew) heard = about
    const isOld = sent.get('history') === history
    sent.set('history', history)
    return [
      ...(isNew ? [`id: ${about}\n`] : []),
      ...(partials.length > 0 ? [message(`${titleTag(title)}${partials.join('')}`)] : []),
      ...(isOld ? [] : [event('activity')]),
    ].join('')
  }

  const run = async (controller: ReadableStreamDefaultController<string>) => {
    for (let looks = 0; !signal.aborted && clock.monotonic() - startedAt < LONGEST_MS; looks += 1) {
      // Where the store that knows is away, too: the guard tells whoever comes anew.
      if (!(await isWelcome().catch(() => false))) break
      // Whoever does not read what was sent gets the newest once he does.
      const isRead = (controller.desiredSize ?? 0) > 0
      const news = isRead ? await next().catch(() => '') : ''
      if (signal.aborted) break
      if (news !== '') controller.enqueue(news)
      if (displaced.aborted) {
        controller.enqueue(event(ENOUGH))
        break
      }
      if (isRead && looks > 0 && looks % LOOKS_A_BEAT === 0) controller.enqueue(event('beat'))
      await clock.sleep(LOOK_MS, pause)
    }
    ended()
    if (!leaving.signal.aborted) controller.close()
  }

  const stream = new ReadableStream<string>(
    {
      start(controller) {
        void run(controller)
      },
      cancel: () => leaving.abort(),
    },
    { highWaterMark: 4 }
  )
  return new Response(stream.pipeThrough(new TextEncoderStream()), {
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // nginx would otherwise keep what is said until it has enough of it.
      'x-accel-buffering': 'no',
    },
  })
}

const titleTag = (title: string): string => `<title>${Bun.escapeHTML(title)}</title>`

const morph = ([id, html]: [string, string]): string => partial(id, { swap: 'outerMorph', html })

/** An event without a name, which htmx swaps in. Each line of it needs its own field. */
const message = (html: string): string =>
  `${html
    .split(/\r\n|\r|\n/)
    .map((line) => `data: ${line}\n`)
    .join('')}\n`

/** A named event, which htmx announces on the element that is connected. */
const event = (name: string): string => `event: ${name}\ndata:\n\n`

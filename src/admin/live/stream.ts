import type { Clock } from '../../lib/clock.ts'

/** How often it is looked whether something has changed, in milliseconds. */
const LOOK_MS = 1000
/** So many looks without news, and the reader is told that we are still here. */
const LOOKS_A_BEAT = 10
/** After so long the reader has to come anew, which renews his session, in milliseconds. */
const LONGEST_MS = 5 * 60_000

/** What a reader is sent. */
export type News<Id extends string = string> = {
  /** The parts of the page as HTML, by their ids. */
  parts: ReadonlyMap<Id, string>
  title: string
  /** Another text whenever the history, or what it says, has changed. */
  history: string
}

/**
 * Server-sent events for one open page: the parts that have changed since they were last sent, an
 * event `activity` when the list of what has finished should ask for itself anew, and a `beat` so
 * that either side notices when the other is gone.
 *
 * @param look Makes everything anew; may reject, and is then asked again.
 * @param isWelcome Whether the reader may still see it; asked before each look.
 * @param isDoubtful Whether the reader may see something else in a part than what was last sent.
 * @param ended Told once the reader has gone, or the signal has ended it.
 */
export const liveStream = <Id extends string>({
  look,
  isWelcome,
  isDoubtful = () => false,
  clock,
  stopping,
  ended,
}: {
  look: () => Promise<News<Id>>
  isWelcome: () => Promise<boolean>
  isDoubtful?: (id: Id) => boolean
  clock: Clock
  stopping: AbortSignal
  ended: () => void
}): Response => {
  const leaving = new AbortController()
  const signal = AbortSignal.any([leaving.signal, stopping])
  const sent = new Map<string, string>()
  const startedAt = clock.monotonic()
  let looks = 0

  /** What there is to say now; empty for nothing. */
  const next = async (): Promise<string> => {
    const { parts, title, history } = await look()
    const changed = [...parts].filter(([id, html]) => sent.get(id) !== html || isDoubtful(id))
    const messages: string[] = []
    if (changed.length > 0) {
      for (const [id, html] of changed) sent.set(id, html)
      messages.push(
        message(`<title>${Bun.escapeHTML(title)}</title>${changed.map(partial).join('')}`)
      )
    }
    if (sent.get('history') !== history) messages.push(event('activity'))
    sent.set('history', history)
    return messages.join('')
  }

  const run = async (controller: ReadableStreamDefaultController<string>) => {
    while (!signal.aborted && clock.monotonic() - startedAt < LONGEST_MS) {
      if (!(await isWelcome())) break
      // Whoever does not read what was sent gets the newest once he does.
      const isRead = (controller.desiredSize ?? 0) > 0
      const news = isRead ? await next().catch(() => '') : ''
      if (signal.aborted) break
      looks = news === '' ? looks + 1 : 0
      if (news !== '') controller.enqueue(news)
      else if (isRead && looks % LOOKS_A_BEAT === 0) controller.enqueue(event('beat'))
      await clock.sleep(LOOK_MS, signal)
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
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
  })
}

const partial = ([id, html]: [string, string]): string =>
  `<hx-partial hx-target="#${id}" hx-swap="outerMorph">${html}</hx-partial>`

/** An event without a name, which htmx swaps in. Each line of it needs its own field. */
const message = (html: string): string =>
  `${html
    .split(/\r\n|\r|\n/)
    .map((line) => `data: ${line}\n`)
    .join('')}\n`

/** A named event, which htmx announces on the element that is connected. */
const event = (name: string): string => `event: ${name}\ndata:\n\n`

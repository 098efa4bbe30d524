import type { Clock } from '../lib/clock.ts'
import { createTurnstile } from '../lib/turnstile.ts'
import { rawJson } from './endpoint.ts'

/** Longer answers are sent in pieces, in characters: twelve megabytes for 10,000 torrents. */
const LONG = 1024 * 1024
/** About so long is each piece, in characters. */
const PIECE = 128 * 1024
/** So many long answers are under way at once: each holds its pieces until they are read. */
const MOST_AT_ONCE = 2
/** A reader that is slower than this does not hold up the others, in milliseconds. */
const LONGEST_MS = 10_000

/**
 * Sends JSON that can be long.
 *
 * @param parts The text, in parts of any length; taken one by one as the reader reads.
 * @param signal Aborts when the caller has gone.
 */
export type SendLong = (parts: Iterable<string>, signal: AbortSignal) => Promise<Response>

/** Makes what sends long answers, at most two at a time and the rest in order. */
export const createSendLong = ({ clock }: { clock: Clock }): SendLong => {
  const turnstile = createTurnstile({ places: MOST_AT_ONCE, longestMs: LONGEST_MS, clock })
  return async (parts, signal) => {
    const rest = parts[Symbol.iterator]()
    const begin = gather(rest, LONG)
    if (begin.length < LONG) return rawJson(begin)
    const leave = await turnstile.enter(signal)
    return new Response(toStream(begin, { rest, leave }), {
      headers: { 'content-type': 'application/json' },
    })
  }
}

/** Parts put together until they are `enough` characters, or all there are. */
const gather = (parts: Iterator<string>, enough: number): string => {
  let text = ''
  while (text.length < enough) {
    const { value, done } = parts.next()
    if (done) break
    text += value
  }
  return text
}

const toStream = (
  begin: string,
  { rest, leave }: { rest: Iterator<string>; leave: () => void }
): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder()
  let next = begin
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (next !== '') controller.enqueue(encoder.encode(next))
        next = gather(rest, PIECE)
        if (next !== '') return
        controller.close()
        leave()
      },
      cancel: leave,
    },
    // Nothing is made before it is asked for.
    { highWaterMark: 0 }
  )
}

import type { Clock } from '../lib/clock.ts'
import { createTurnstile } from '../lib/turnstile.ts'
import { rawJson } from './endpoint.ts'

/** A list of more rows is a long one: four megabytes, and twelve for 10,000 torrents. */
const LONG = 3000
/** So many long answers are under way at once: each holds a piece until it is read. */
const MOST_AT_ONCE = 2
/** A reader that is slower than this does not hold up the others, in milliseconds. */
const LONGEST_MS = 10_000
/** So many bytes are given to a reader at once: for each time others get their turn. */
const HELPING = 512 * 1024
/** At least so long is each piece of a text, in characters; a shorter answer is sent as a whole. */
const PIECE = 128 * 1024

type Bytes = Uint8Array<ArrayBuffer>

/**
 * Sends JSON that can be long.
 *
 * @param parts Its bytes; taken one by one as the reader reads.
 * @param options.rows How many rows it tells of.
 * @param options.signal Aborts when the caller has gone.
 */
export type SendLong = (
  parts: Iterable<Bytes>,
  options: { rows: number; signal: AbortSignal }
) => Promise<Response>

/** Makes what sends long answers, at most two at a time and the rest in order. */
export const createSendLong = ({ clock }: { clock: Clock }): SendLong => {
  const turnstile = createTurnstile({ places: MOST_AT_ONCE, longestMs: LONGEST_MS, clock })
  return async (parts, { rows, signal }) => {
    const rest = parts[Symbol.iterator]()
    const first = take(rest)
    const second = first === null ? null : take(rest)
    // A longer one as a body in one piece would be copied for each caller.
    if (second === null && (first?.byteLength ?? 0) < PIECE) return rawJson(first ?? '')
    const begin = [first, second].filter((part) => part !== null)
    const leave = rows > LONG ? await turnstile.enter(signal) : () => {}
    return new Response(toStream(begin, { rest, leave }), {
      headers: { 'content-type': 'application/json' },
    })
  }
}

/** A text that is made part by part, as bytes, in pieces that are worth a write. */
export const encodeParts = function* (parts: Iterable<string>): Iterable<Bytes> {
  let gathered: string[] = []
  let length = 0
  for (const part of parts) {
    gathered.push(part)
    length += part.length
    if (length < PIECE) continue
    yield encode(gathered)
    gathered = []
    length = 0
  }
  if (length > 0) yield encode(gathered)
}

/** Without putting the texts together first, which would make all of them as wide as the widest. */
const encode = (texts: readonly string[]): Bytes => {
  const size = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  const bytes = Buffer.allocUnsafeSlow(size)
  let end = 0
  for (const text of texts) end += bytes.write(text, end)
  return bytes
}

const take = (parts: Iterator<Bytes>): Bytes | null => {
  const { value, done } = parts.next()
  return done ? null : value
}

const toStream = (
  begin: readonly Bytes[],
  { rest, leave }: { rest: Iterator<Bytes>; leave: () => void }
): ReadableStream<Bytes> => {
  const taken = [...begin]
  return new ReadableStream<Bytes>(
    {
      pull(controller) {
        for (let given = 0; given < HELPING; ) {
          const part = taken.shift() ?? take(rest)
          if (part === null) {
            controller.close()
            return leave()
          }
          controller.enqueue(part)
          given += part.byteLength
        }
      },
      cancel: leave,
    },
    // Nothing is made before it is asked for.
    { highWaterMark: 0 }
  )
}

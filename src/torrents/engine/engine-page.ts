import { Type } from '@sinclair/typebox'
import { breathe } from '../../lib/breath.ts'
import { parseAnswer, type RequestOptions, receive } from '../../lib/request.ts'

/** `GET /torrents` and `GET /torrents/state`: the container holds, or the answer is none of it. */
const Page = Type.Object({
  items: Type.Array(Type.Unknown()),
  count: Type.Integer({ minimum: 0 }),
})

/** So much of a page is parsed at once, up to the last whole item, in bytes. */
const PIECE = 64 * 1024
/** So many places are tried for the end of a piece: one can be inside of an item. */
const MOST_TRIES = 2
/** How Go writes the begin of a page, and what stands between two items. */
const BEGIN = '{"items":['
const BETWEEN = '},{'

/**
 * Asks the engine for a page and reads its items while they come, a piece at a time: the text of
 * 10,000 torrents, with all that is parsed from it, is 15 MB that nobody needs a moment later.
 *
 * @param read What is made of each item.
 * @throws As `requestJson`; what was made of a page that turns out to be none is lost then.
 */
export const requestPage = <T>(options: RequestOptions, read: (item: unknown) => T): Promise<T[]> =>
  receive(options, async (body) => {
    const values: T[] = []
    const take = (items: readonly unknown[]) => {
      for (const item of items) values.push(read(item))
    }
    let rest = Buffer.alloc(0)
    let isList = false
    let enough = PIECE
    for await (const part of inParts(body)) {
      rest = Buffer.concat([rest, part])
      if (rest.length < enough) continue
      if (!isList && rest.indexOf(BEGIN) === 0) {
        isList = true
        rest = rest.subarray(BEGIN.length - 1)
      }
      if (isList) {
        const whole = splitList(rest)
        take(whole.items)
        rest = whole.rest
        // All of it can have come already: the whole page in one go takes a tenth of a second.
        await breathe()
      }
      enough = Math.max(PIECE, 2 * rest.length)
    }
    const text = (isList ? BEGIN.slice(0, -1) : '') + rest.toString()
    take(parseAnswer(Page, text, options).items)
    return values
  })

async function* inParts(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    for (let at = 0; at < chunk.byteLength; at += PIECE) yield chunk.subarray(at, at + PIECE)
  }
}

const [OPEN = 0, COMMA = 0, CLOSE = 0] = Buffer.from('[,]')

/**
 * The items that are whole at the begin of a list, and the list of the others. No part of a JSON
 * object is one itself, so what can be parsed ends where an item ends.
 */
const splitList = (
  list: Buffer<ArrayBuffer>
): { items: readonly unknown[]; rest: Buffer<ArrayBuffer> } => {
  let end = list.length
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    end = list.lastIndexOf(BETWEEN, end - 1)
    if (end < 0) break
    const comma = end + 1
    // In place, so that nothing has to be copied.
    list[comma] = CLOSE
    const items = parseList(list.toString('utf8', 0, comma + 1))
    list[comma] = items === null ? COMMA : OPEN
    if (items !== null) return { items, rest: list.subarray(comma) }
  }
  return { items: [], rest: list }
}

const parseList = (text: string): unknown[] | null => {
  try {
    return JSON.parse(text)
  } catch {
    // It ends inside of an item.
    return null
  }
}

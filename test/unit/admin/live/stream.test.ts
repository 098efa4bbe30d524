import { afterEach, describe, expect, test } from 'bun:test'
import { liveStream, type News } from '../../../../src/admin/live/stream.ts'
import { createManualClock } from '../../../support/manual-clock.ts'

const SECOND = 1000
const stops: AbortController[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort()
})

/** A page that stands open, whose news a test holds in its hand. */
const open = (
  first: Partial<News> = {},
  more: Pick<Parameters<typeof liveStream>[0], 'isDoubtful'> = {}
) => {
  const clock = createManualClock()
  const stopping = new AbortController()
  stops.push(stopping)
  const page = {
    news: { parts: new Map([['status', '<p>well</p>']]), title: 'Well', history: '1', ...first },
    fails: false,
    isWelcome: true,
    looks: 0,
    ends: 0,
  }
  const response = liveStream({
    async look() {
      page.looks += 1
      if (page.fails) throw new Error('something is away')
      return page.news
    },
    isWelcome: async () => page.isWelcome,
    ...more,
    clock,
    stopping: stopping.signal,
    ended() {
      page.ends += 1
    },
  })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (reader === undefined) throw new Error('it has a body')
  let text = ''
  const reading = (async () => {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      text += value
    }
  })()
  /** What has come in this time. */
  const during = async (ms: number) => {
    await clock.pass(ms)
    await Bun.sleep(5)
    const came = text
    text = ''
    return came
  }
  return { page, clock, stopping, reader, reading, during, response }
}
const partial = (id: string, html: string) =>
  `<hx-partial hx-target="#${id}" hx-swap="outerMorph">${html}</hx-partial>`
const ACTIVITY = 'event: activity\ndata:\n\n'
const BEAT = 'event: beat\ndata:\n\n'

describe('a page that opens', () => {
  test('gets everything once, and is told to ask for its list', async () => {
    const { during, response } = open()
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await during(0)).toBe(
      `data: <title>Well</title>${partial('status', '<p>well</p>')}\n\n${ACTIVITY}`
    )
    expect(await during(5 * SECOND)).toBe('')
  })
})

describe('a page that stands open', () => {
  test('gets only the parts that have changed, within a second', async () => {
    const parts = new Map([
      ['status', 'a'],
      ['seen', 'b'],
    ])
    const { page, during } = open({ parts })
    await during(0)
    page.news = { ...page.news, parts: new Map([...parts, ['seen', 'c']]) }
    expect(await during(SECOND)).toBe(`data: <title>Well</title>${partial('seen', 'c')}\n\n`)
  })

  test('is told when its list should ask anew, and that alone', async () => {
    const { page, during } = open()
    await during(0)
    page.news = { ...page.news, history: '2' }
    expect(await during(SECOND)).toBe(ACTIVITY)
    expect(await during(SECOND)).toBe('')
  })

  test('hears that we are there every ten seconds without news, counted from the last', async () => {
    const { page, during } = open()
    await during(0)
    expect(await during(9 * SECOND)).toBe('')
    expect(await during(SECOND)).toBe(BEAT)
    await during(5 * SECOND)
    page.news = { ...page.news, history: '2' }
    expect(await during(SECOND)).toBe(ACTIVITY)
    expect(await during(9 * SECOND)).toBe('')
    expect(await during(SECOND)).toBe(BEAT)
  })

  test('gets a part at each look while it may stand otherwise there, changed or not', async () => {
    const parts = new Map([
      ['status', 'a'],
      ['jellyfin-head', 'b'],
    ])
    const doubtful = new Set<string>()
    const { during } = open({ parts }, { isDoubtful: (id) => doubtful.has(id) })
    await during(0)
    doubtful.add('jellyfin-head')
    const again = `data: <title>Well</title>${partial('jellyfin-head', 'b')}\n\n`
    expect(await during(2 * SECOND)).toBe(again + again)
    doubtful.clear()
    expect(await during(2 * SECOND)).toBe('')
  })

  test('outlives a look that fails', async () => {
    const { page, during } = open()
    await during(0)
    page.fails = true
    expect(await during(10 * SECOND)).toBe(BEAT)
    page.fails = false
    page.news = { ...page.news, history: '2' }
    expect(await during(SECOND)).toBe(ACTIVITY)
  })

  test('cannot be told another event by a name with line ends in it', async () => {
    const { during } = open({
      parts: new Map([['status', 'a\n\nevent: activity\r\rid: 7\r\ndata: x']]),
      title: '</title><b>',
    })
    const [message = ''] = (await during(0)).split('\n\n')
    expect(message.split('\n').filter((line) => !line.startsWith('data: '))).toEqual([])
    expect(message).toContain('<title>&lt;/title&gt;&lt;b&gt;</title>')
  })
})

describe('it ends', () => {
  test('when the service stops', async () => {
    const { page, stopping, reading, clock } = open()
    await clock.pass(0)
    stopping.abort()
    await reading
    expect(page.ends).toBe(1)
    expect(clock.sleepers()).toBe(0)
  })

  test('when the reader goes, and looks no more', async () => {
    const { page, reader, during, clock } = open()
    await during(0)
    await reader.cancel()
    await during(SECOND)
    const { looks } = page
    expect(await during(30 * SECOND)).toBe('')
    expect(page).toMatchObject({ looks, ends: 1 })
    expect(clock.sleepers()).toBe(0)
  })

  test('within a second when its reader may not see it any more, and says nothing after that', async () => {
    const { page, reading, during } = open()
    await during(0)
    page.isWelcome = false
    page.news = { ...page.news, parts: new Map([['status', 'for whoever is logged in']]) }
    expect(await during(SECOND)).toBe('')
    await reading
    expect(page).toMatchObject({ looks: 1, ends: 1 })
  })

  test('after five minutes, so that the reader has to come anew', async () => {
    const { page, reading, clock } = open()
    await clock.pass(5 * 60 * SECOND)
    await reading
    expect(page.ends).toBe(1)
  })
})

test('a reader who is slow gets the newest once he reads on, and nothing piles up', async () => {
  const clock = createManualClock()
  const stopping = new AbortController()
  stops.push(stopping)
  let count = 0
  const response = liveStream({
    async look() {
      count += 1
      return { parts: new Map([['status', `look ${count}`]]), title: '', history: '' }
    },
    isWelcome: async () => true,
    clock,
    stopping: stopping.signal,
    ended() {},
  })
  await clock.pass(60 * SECOND)
  const looks = count
  expect(looks).toBeLessThan(12)
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  const came: string[] = []
  for (let read = 0; read < looks; read += 1) came.push((await reader?.read())?.value ?? '')
  expect(came.at(-1)).toContain(`look ${looks}`)
  await clock.pass(SECOND)
  expect((await reader?.read())?.value).toContain(`look ${looks + 1}`)
})

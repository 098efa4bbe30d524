import { afterEach, describe, expect, test } from 'bun:test'
import { liveStream, type News, type StreamDeps } from '../../../../src/admin/live/stream.ts'
import { Unavailable } from '../../../../src/upstream-error.ts'
import { createManualClock } from '../../../support/manual-clock.ts'

const SECOND = 1000
const stops: AbortController[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort()
})

/** A page that stands open, whose news a test holds in its hand. */
const open = (
  first: Partial<News> = {},
  more: Partial<Pick<StreamDeps<string>, 'isDoubtful' | 'lastHeard' | 'displaced'>> = {}
) => {
  const clock = createManualClock()
  const stopping = new AbortController()
  const displacement = new AbortController()
  stops.push(stopping)
  const page = {
    news: {
      parts: new Map([['status', '<p>well</p>']]),
      title: 'Well',
      announcement: { about: 'well', words: 'All is well.' },
      history: '1',
      ...first,
    },
    fails: false,
    isWelcome: true,
    isUnknown: false,
    looks: 0,
    ends: 0,
  }
  const response = liveStream({
    async look() {
      page.looks += 1
      if (page.fails) throw new Error('something is away')
      return page.news
    },
    isWelcome: async () => {
      if (page.isUnknown) throw new Unavailable('the database is away', { code: 'store-down' })
      return page.isWelcome
    },
    displaced: displacement.signal,
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
  return { page, clock, stopping, displacement, reader, reading, during, response }
}
const partial = (id: string, html: string) =>
  `<hx-partial hx-target="#${id}" hx-swap="outerMorph">${html}</hx-partial>`
const said = (words: string) =>
  `<hx-partial hx-target="#announce" hx-swap="textContent">${words}</hx-partial>`
const ACTIVITY = 'event: activity\ndata:\n\n'
const BEAT = 'event: beat\ndata:\n\n'

describe('a page that opens', () => {
  test('gets everything once, and is told to ask for its list', async () => {
    const { during, response } = open()
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('x-accel-buffering')).toBe('no')
    expect(await during(0)).toBe(
      `id: well\ndata: <title>Well</title>${partial('status', '<p>well</p>')}\n\n${ACTIVITY}`
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

  test('hears that we are there every ten seconds, with news or without', async () => {
    const { page, during } = open()
    await during(0)
    expect(await during(9 * SECOND)).toBe('')
    expect(await during(SECOND)).toBe(BEAT)
    expect(await during(9 * SECOND)).toBe('')
    page.news = { ...page.news, history: '2' }
    expect(await during(SECOND)).toBe(ACTIVITY + BEAT)
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
    expect(message.split('\n').filter((line) => !line.startsWith('data: '))).toEqual(['id: well'])
    expect(message).toContain('<title>&lt;/title&gt;&lt;b&gt;</title>')
  })
})

describe('what is read out', () => {
  const failed = { about: 'failed', words: 'It failed 2 s ago.' }

  test('is sent where it is about something new, and not with another time in it', async () => {
    const { page, during } = open()
    await during(0)
    page.news = { ...page.news, announcement: failed }
    const message = `id: failed\ndata: <title>Well</title>${said(failed.words)}\n\n`
    expect(await during(SECOND)).toBe(message)
    page.news = { ...page.news, announcement: { ...failed, words: 'It failed 3 s ago.' } }
    expect(await during(SECOND)).toBe('')
  })

  test('waits while it is open what there is to say', async () => {
    const { page, during } = open({ announcement: failed })
    await during(0)
    page.news = { ...page.news, announcement: { about: null, words: 'It is tried.' } }
    expect(await during(SECOND)).toBe('')
    page.news = { ...page.news, announcement: failed }
    expect(await during(SECOND)).toBe('')
  })

  test('goes on where the page had heard it last', async () => {
    const known = open({}, { lastHeard: 'well' })
    expect(await known.during(0)).not.toContain('announce')
    const old = open({}, { lastHeard: 'failed' })
    expect(await old.during(0)).toContain(said('All is well.'))
  })
})

describe('it ends', () => {
  test('at once when another page takes its place, with its last news, and says so', async () => {
    const { page, during, displacement, reading } = open()
    await during(0)
    page.news = { ...page.news, history: '2' }
    displacement.abort()
    expect(await during(0)).toBe(`${ACTIVITY}event: enough\ndata:\n\n`)
    await reading
    expect(page.ends).toBe(1)
  })

  test('after one look where it never had a place', async () => {
    const { during, reading, page } = open({}, { displaced: AbortSignal.abort() })
    expect(await during(0)).toEndWith(`\n\n${ACTIVITY}event: enough\ndata:\n\n`)
    await reading
    expect(page.looks).toBe(1)
  })

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

  test('where nobody can tell whether its reader may see it, and gives its place back', async () => {
    const { page, reading, during } = open()
    await during(0)
    page.isUnknown = true
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
      const announcement = { about: null, words: '' }
      return { parts: new Map([['status', `look ${count}`]]), title: '', announcement, history: '' }
    },
    isWelcome: async () => true,
    displaced: new AbortController().signal,
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

import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { connect } from 'node:net'
import { InvalidInput } from '../../../src/domain.ts'
import { type CallInput, readCall } from '../../../src/qbittorrent/parameters.ts'
import { eventually } from '../../support/eventually.ts'
import { sendRaw } from '../../support/raw-http.ts'

const FORM = 'application/x-www-form-urlencoded'
const TORRENT = 'd4:infod6:lengthi1eee'

let server: Bun.Server<undefined>
/** What the last call was read as, or why it was refused. */
let heard: CallInput | InvalidInput | undefined

beforeAll(() => {
  server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      try {
        heard = await readCall(request)
      } catch (error) {
        if (!(error instanceof InvalidInput)) throw error
        heard = error
      }
      return new Response('Ok.')
    },
  })
})
afterAll(() => server.stop(true))

/** Sends a call byte for byte, and tells what it was read as. */
const send = async (
  line: string,
  { type, body = '', length = true }: { type?: string; body?: string; length?: boolean } = {}
): Promise<CallInput | InvalidInput | undefined> => {
  heard = undefined
  const head = [`${line} HTTP/1.1`, 'Host: localhost', 'Connection: close']
  if (type !== undefined) head.push(`Content-Type: ${type}`)
  if (length) head.push(`Content-Length: ${Buffer.byteLength(body)}`)
  await sendRaw(server.port ?? 0, head, body)
  return heard
}

const post = (type: string, body: string) => send('POST /api/v2/torrents/add', { type, body })

/** A call that was not refused, as pairs and lists, with its files as text. */
const told = (call: CallInput | InvalidInput | undefined) => {
  if (call === undefined || call instanceof InvalidInput) throw new Error(`refused: ${call}`)
  return {
    parameters: Object.fromEntries(call.parameters),
    files: call.files.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()]),
  }
}

const problem = (call: CallInput | InvalidInput | undefined) =>
  call instanceof InvalidInput ? call.message : call

/** A form as it goes over the wire; a part is its head, and then what is in it. */
const multipart = (boundary: string, parts: [head: string, content: string][]) =>
  `${parts.map(([head, content]) => `--${boundary}\r\n${head}\r\n\r\n${content}\r\n`).join('')}--${boundary}--\r\n`

const DISPOSITION = 'Content-Disposition: form-data;'
const field = (name: string, value: string): [string, string] => [
  `${DISPOSITION} name="${name}"`,
  value,
]

describe('a GET is read by its query', () => {
  test('with blanks, letters of any language and a plus', async () => {
    const call = await send('GET /api/v2/torrents/info?category=tv%20s%C3%A9rie&tag=a+b%2Bc&sort=')
    expect(told(call).parameters).toEqual({ category: 'tv série', tag: 'a b+c', sort: '' })
  })

  test('also where a careless program did not escape it', async () => {
    const call = await send('GET /api/v2/torrents/info?category=série&tag=100%&filter=a%zz')
    expect(told(call).parameters).toEqual({ category: 'série', tag: '100%', filter: 'a%zz' })
  })

  test('where a name without = counts as not sent', async () => {
    const call = await send('GET /api/v2/torrents/info?category&filter=all&')
    expect(told(call).parameters).toEqual({ filter: 'all' })
  })

  test('where the last of a repeated name holds', async () => {
    const call = await send('GET /api/v2/torrents/info?category=a&category=b')
    expect(told(call).parameters).toEqual({ category: 'b' })
  })

  test('and not by a body', async () => {
    const line = 'GET /api/v2/torrents/info?filter=all'
    const call = await send(line, { type: FORM, body: 'filter=none' })
    expect(told(call).parameters).toEqual({ filter: 'all' })
  })
})

describe('a POST is read by its body', () => {
  test('and not by its query', async () => {
    const line = 'POST /api/v2/torrents/delete?hashes=all'
    const call = await send(line, { type: FORM, body: 'deleteFiles=true' })
    expect(told(call).parameters).toEqual({ deleteFiles: 'true' })
  })

  test.each([
    ['Sonarr', FORM, 'category=tv%20s%C3%A9rie&paused=False', { paused: 'False' }],
    [
      'Go',
      FORM,
      'category=tv+s%C3%A9rie&urls=magnet%3A%3Fdn%3DA+B%2BC',
      { urls: 'magnet:?dn=A B+C' },
    ],
    ['axios', `${FORM};charset=utf-8`, 'category=tv+s%C3%A9rie', {}],
    [
      'a program that ends it in &',
      FORM,
      'category=tv+s%C3%A9rie&hashes=a%7Cb&',
      { hashes: 'a|b' },
    ],
    ['a program that shouts', FORM.toUpperCase(), 'category=tv+s%C3%A9rie', {}],
    ['a careless program', FORM, 'category=tv série&rename=100%', { rename: '100%' }],
    ['one that repeats itself', FORM, 'category=a&category=tv+s%C3%A9rie', {}],
  ])('which is a form as %s writes it', async (_, type, body, more) => {
    const call = await post(type, body)
    expect(told(call)).toEqual({ parameters: { category: 'tv série', ...more }, files: [] })
  })

  test.each([
    ['without a type', undefined, true],
    ['without type and length', undefined, false],
    ['as text', 'text/plain;charset=UTF-8', true],
    ['as binary', 'application/octet-stream', true],
    ['as JSON', 'application/json', true],
    ['as a form', FORM, true],
    ['as a multipart form', 'multipart/form-data; boundary=x', true],
    ['as a multipart form without a boundary', 'multipart/form-data', true],
  ])('which may be empty, %s', async (_, type, length) => {
    const given = { length, ...(type === undefined ? {} : { type }) }
    const call = await send('POST /api/v2/torrents/info', given)
    expect(told(call)).toEqual({ parameters: {}, files: [] })
  })

  test('which may come in chunks', async () => {
    const body = new ReadableStream({
      start(controller) {
        for (const piece of ['category=tv', '-son', 'arr']) controller.enqueue(Buffer.from(piece))
        controller.close()
      },
    })
    await fetch(server.url, { method: 'POST', body, headers: { 'content-type': FORM } })
    expect(told(heard).parameters).toEqual({ category: 'tv-sonarr' })
  })

  test.each(['', 'application/json', 'text/plain', 'multipart/mixed; boundary=x'])(
    'which is refused when it is not empty and of the type %j',
    async (type) => {
      expect(problem(await post(type, '{"hashes":"all"}'))).toBe(
        'body: wanted is application/x-www-form-urlencoded or multipart/form-data'
      )
    }
  )
})

test('a body whose connection closes before its end is refused', async () => {
  heard = undefined
  const socket = connect(server.port ?? 0, '127.0.0.1', () => {
    socket.write(
      `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: ${FORM}\r\nContent-Length: 99\r\n\r\na=1`
    )
    setTimeout(() => socket.destroy(), 50)
  })
  await eventually(() => heard)
  expect(problem(heard)).toContain('the connection was closed')
})

describe('a multipart form is read as it is written by', () => {
  test('Sonarr and Radarr', async () => {
    const boundary = '-----------------------------8df48b45ab277d6'
    const file = `${DISPOSITION} name="torrents"; filename="Pack - é S01+02.torrent"`
    const body = multipart(boundary, [
      [`${file}\r\nContent-Type: application/octet-stream`, TORRENT],
      field('category', 'tv-sonarr'),
      field('paused', 'False'),
    ])
    expect(told(await post(`multipart/form-data; boundary=${boundary}`, body))).toEqual({
      parameters: { category: 'tv-sonarr', paused: 'False' },
      files: [['Pack - é S01+02.torrent', TORRENT]],
    })
  })

  test('Sonarr and Radarr for a magnet of more than 1,024 bytes', async () => {
    const boundary = '-----------------------------8df48b45a767073'
    const magnet = `magnet:?xt=urn:btih:${'A'.repeat(40)}${'&tr=udp%3A%2F%2Ft%3A1'.repeat(80)}`
    const body = multipart(boundary, [field('urls', magnet), field('category', 'radarr')])
    const call = await post(`multipart/form-data; boundary=${boundary}`, body)
    expect(told(call)).toEqual({ parameters: { urls: magnet, category: 'radarr' }, files: [] })
  })

  test('Go, with a file name that has no extension', async () => {
    const boundary = 'b209a48b85d9eaf90dd226dd94062405adeb88105c49e6793d2a53d61499'
    const file = `${DISPOSITION} name="torrents"; filename="a1b2"`
    const body = multipart(boundary, [
      [`${file}\r\nContent-Type: application/octet-stream`, TORRENT],
      field('paused', 'true'),
      field('savepath', '/d/é'),
    ])
    expect(told(await post(`multipart/form-data; boundary=${boundary}`, body))).toEqual({
      parameters: { paused: 'true', savepath: '/d/é' },
      files: [['a1b2', TORRENT]],
    })
  })

  test('Python’s requests, with a file that has no type, in a field of any name', async () => {
    const boundary = '58bb3ddaf0ffbec6daa7eda5d8aff2e2'
    const body = multipart(boundary, [
      field('category', 'tv é'),
      [`${DISPOSITION} name="torrent__0"; filename="Pâck S01.torrent"`, TORRENT],
      [`${DISPOSITION} name="torrents[0]"; filename="torrents%5B0%5D"`, TORRENT],
    ])
    expect(told(await post(`multipart/form-data; boundary=${boundary}`, body))).toEqual({
      parameters: { category: 'tv é' },
      files: [
        ['Pâck S01.torrent', TORRENT],
        ['torrents%5B0%5D', TORRENT],
      ],
    })
  })

  test('axios with form-data', async () => {
    const boundary = '--------------------------5a597ba0519a9d3cc07eb6d2'
    const file = `${DISPOSITION} name="torrents"; filename="Pâck.torrent"`
    const body = multipart(boundary, [
      [`${file}\r\nContent-Type: application/x-bittorrent`, TORRENT],
      field('tags', ''),
    ])
    expect(told(await post(`multipart/form-data; boundary=${boundary}`, body))).toEqual({
      parameters: { tags: '' },
      files: [['Pâck.torrent', TORRENT]],
    })
  })

  test('undici and browsers, which escape a quote', async () => {
    const boundary = '----formdata-undici-050477331517'
    const file = `${DISPOSITION} name="file"; filename="Pâck %22q%22; x.torrent"`
    const body = multipart(boundary, [
      [`${file}\r\nContent-Type: application/x-bittorrent`, TORRENT],
      field('useAutoTMM', 'false'),
    ])
    expect(told(await post(`multipart/form-data; boundary=${boundary}`, body))).toEqual({
      parameters: { useAutoTMM: 'false' },
      files: [['Pâck %22q%22; x.torrent', TORRENT]],
    })
  })

  test('.NET, which quotes the boundary and nothing else', async () => {
    const boundary = '4b39ed14-752b-480a-9846-fc0019132d15'
    const file = `${DISPOSITION} name=torrents; filename=a.torrent; filename*=utf-8''a.torrent`
    const body = multipart(boundary, [
      [`Content-Type: application/x-bittorrent\r\n${file}`, TORRENT],
      [`Content-Type: text/plain; charset=utf-8\r\n${DISPOSITION} name=category`, 'tv é'],
    ])
    expect(told(await post(`multipart/form-data; boundary="${boundary}"`, body))).toEqual({
      parameters: { category: 'tv é' },
      files: [['a.torrent', TORRENT]],
    })
  })

  test('the runtime’s own fetch, byte for byte, with what looks like a boundary', async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(60_000))
    const torrent = Buffer.concat([bytes, Buffer.from('\r\n------\r\n--'), bytes, bytes, bytes])
    const form = new FormData()
    form.append('torrents', new Blob([torrent]), 'a.torrent')
    form.append('torrents', new Blob([bytes]), 'b.torrent')
    form.append('category', 'tv')
    await fetch(server.url, { method: 'POST', body: form })
    if (heard === undefined || heard instanceof InvalidInput) throw new Error(`${heard}`)
    expect(heard.files.map(({ name }) => name)).toEqual(['a.torrent', 'b.torrent'])
    expect(heard.files.map((file) => Buffer.compare(file.bytes, torrent))[0]).toBe(0)
    expect(heard.files.map((file) => Buffer.compare(file.bytes, bytes))[1]).toBe(0)
    expect(told(heard).parameters).toEqual({ category: 'tv' })
  })
})

describe('of a multipart form', () => {
  const type = 'multipart/form-data; boundary=x'

  test.each([
    ['a file name alone makes a file, an empty one too', `${DISPOSITION} filename=""`, ['']],
    ['a path in a file name stays', `${DISPOSITION} name=t; filename="C:\\a\\b"`, ['C:\\a\\b']],
    [
      'a type alone makes no file',
      `${DISPOSITION} name=t\r\nContent-Type: application/octet-stream`,
      [],
    ],
  ])('%s', async (_, head, names) => {
    const call = await post(type, multipart('x', [[head, TORRENT]]))
    expect(told(call).files.map(([name]) => name)).toEqual(names)
  })

  test('the last of a repeated name holds, and line breaks in it stay', async () => {
    const parts = [field('urls', 'a'), field('urls', 'b\nc\r\nd')]
    expect(told(await post(type, multipart('x', parts))).parameters).toEqual({ urls: 'b\nc\r\nd' })
  })

  test('nothing is made of a name that every object has', async () => {
    const call = await post(type, multipart('x', [field('__proto__', 'a')]))
    if (call === undefined || call instanceof InvalidInput) throw new Error(`${call}`)
    expect([...call.parameters]).toEqual([['__proto__', 'a']])
  })

  test('the end may lack its line break', async () => {
    const call = await post(type, multipart('x', [field('a', 'b')]).trimEnd())
    expect(told(call).parameters).toEqual({ a: 'b' })
  })

  test('nothing may be in it', async () => {
    expect(told(await post(type, '--x--\r\n'))).toEqual({ parameters: {}, files: [] })
  })

  test.each([
    ['is cut off in a field', `--x\r\n${DISPOSITION} name=a\r\n\r\nval`],
    [
      'is cut off in a file',
      `--x\r\n${DISPOSITION} name=a; filename=b\r\n\r\n${'z'.repeat(200_000)}`,
    ],
    ['is cut off in a head', `--x\r\n${DISPOSITION} na`],
    ['has another boundary', multipart('y', [field('a', 'b')])],
    ['breaks its lines otherwise', multipart('x', [field('a', 'b')]).replaceAll('\r\n', '\n')],
    ['is no form at all', 'category=tv'],
  ])('one that %s is refused', async (_, body) => {
    expect(problem(await post(type, body))).toBe(
      'body: wanted is a multipart form that ends with its boundary'
    )
  })

  test('one without a boundary, and a part without a name, are refused', async () => {
    const body = multipart('x', [[DISPOSITION, 'b']])
    expect(problem(await post('multipart/form-data', body))).toContain('ends with its boundary')
    expect(problem(await post(type, body))).toBe('body: wanted is a name for each part')
  })
})

describe('too much is refused', () => {
  const type = 'multipart/form-data; boundary=x'
  const many = (count: number) =>
    Array.from({ length: count }, (_, number) => `p${number}=1`).join('&')
  const parts = (count: number) =>
    multipart(
      'x',
      Array.from({ length: count }, (_, number) => field(`p${number}`, '1'))
    )

  test('from the 1,001st parameter on', async () => {
    expect(told(await post(FORM, many(1000))).parameters).toHaveProperty('p999')
    expect(problem(await post(FORM, many(1001)))).toBe('parameters: wanted are up to 1000')
    expect(told(await post(type, parts(1000))).parameters).toHaveProperty('p999')
    expect(problem(await post(type, parts(1001)))).toBe('body: wanted is up to 1000 parts')
  })

  test('from a value of more than 1 MiB on, which a file is not', async () => {
    const most = 'é'.repeat(2 ** 19)
    expect(told(await post(FORM, `urls=${most}`)).parameters).toEqual({ urls: most })
    expect(problem(await post(FORM, `urls=${most}x`))).toContain('up to 1048576 bytes')
    expect(told(await post(type, multipart('x', [field('a', most)]))).parameters).toEqual({
      a: most,
    })
    expect(problem(await post(type, multipart('x', [field('a', `${most}x`)])))).toContain('1048576')
    const file = multipart('x', [[`${DISPOSITION} filename=a`, `${most}x`]])
    expect(told(await post(type, file)).files).toHaveLength(1)
  })

  test('without going through all of it', async () => {
    const startedAt = performance.now()
    await post(type, `${'--x\r\n\r\n\r\n'.repeat(1_000_000)}--x--\r\n`)
    expect(problem(heard)).toBe('body: wanted is up to 1000 parts')
    await post(FORM, 'a&'.repeat(5_000_000))
    expect(problem(heard)).toBe('parameters: wanted are up to 1000')
    expect(performance.now() - startedAt).toBeLessThan(3000)
  })
})

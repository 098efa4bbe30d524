import { afterEach, expect, test } from 'bun:test'
import { connect, type Socket } from 'node:net'
import { systemClock } from '../../../src/lib/clock.ts'
import { createSendLong } from '../../../src/qbittorrent/long-answer.ts'
import { eventually } from '../../support/eventually.ts'

/** More than all buffers between two processes hold. */
const LONG = 48 * 1024 * 1024
const PART = Buffer.from('x'.repeat(64 * 1024))
const QUOTE = Buffer.from('"')

const opened: { end(): unknown }[] = []
afterEach(() => {
  for (const each of opened.splice(0)) each.end()
})

/** A server of answers of this many characters and rows, as JSON. */
const serve = (length: number, rows = 10_000) => {
  const sendLong = createSendLong({ clock: systemClock })
  const made = { parts: 0 }
  const parts = function* () {
    yield QUOTE
    for (let sent = 0; sent < length; sent += PART.length) {
      made.parts += 1
      yield PART
    }
    yield QUOTE
  }
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: (request) => sendLong(parts(), { rows, signal: request.signal }),
  })
  opened.push({ end: () => server.stop(true) })
  return { url: server.url.href, port: Number(server.port), made }
}

/** Asks, and reads nothing beyond the first bytes until it is told to. */
const askSlowly = (port: number): { socket: Socket; hasBegun: () => boolean } => {
  let hasBegun = false
  const socket = connect(port, '127.0.0.1', () => {
    socket.write('GET / HTTP/1.1\r\nHost: nas\r\nConnection: close\r\n\r\n')
  })
  socket.once('data', () => {
    hasBegun = true
    socket.pause()
  })
  socket.on('error', () => {})
  opened.push({ end: () => socket.destroy() })
  return { socket, hasBegun: () => hasBegun }
}

test('a long answer arrives whole', async () => {
  const { url } = serve(12 * 1024 * 1024)
  const response = await fetch(url)
  expect(response.headers.get('content-type')).toBe('application/json')
  expect((await response.text()).length).toBe(12 * 1024 * 1024 + 2)
})

test('a long answer is made only as far as it is read', async () => {
  const { port, made } = serve(LONG)
  const { hasBegun } = askSlowly(port)
  await eventually(hasBegun)
  await Bun.sleep(200)
  expect(made.parts).toBeLessThan(LONG / PART.length / 2)
})

test('two long answers are under way at once, and the next begins when a reader is done or gone', async () => {
  const { port } = serve(LONG)
  const first = askSlowly(port)
  const second = askSlowly(port)
  await eventually(() => first.hasBegun() && second.hasBegun())
  const third = askSlowly(port)
  await Bun.sleep(300)
  expect(third.hasBegun()).toBe(false)
  first.socket.destroy()
  await eventually(third.hasBegun)
  const fourth = askSlowly(port)
  await Bun.sleep(200)
  expect(fourth.hasBegun()).toBe(false)
  second.socket.on('data', () => {})
  second.socket.resume()
  await eventually(fourth.hasBegun)
})

test('who goes away while waiting leaves the turn to the next', async () => {
  const { port } = serve(LONG)
  const first = askSlowly(port)
  const second = askSlowly(port)
  await eventually(() => first.hasBegun() && second.hasBegun())
  const gone = askSlowly(port)
  await Bun.sleep(100)
  const patient = askSlowly(port)
  await Bun.sleep(100)
  gone.socket.destroy()
  await Bun.sleep(100)
  first.socket.destroy()
  await eventually(patient.hasBegun)
})

test('shorter ones wait for nobody', async () => {
  const { port } = serve(LONG, 1000)
  const readers = [1, 2, 3].map(() => askSlowly(port))
  await eventually(() => readers.every(({ hasBegun }) => hasBegun()))
})

import { type BenchTorrent, benchTorrents, rfc3339 } from './torrents.ts'

/**
 * A process that answers as the engine does, for next to nothing: the simulated engine of the demo
 * would be measured along with the service. What moves is written anew once a second, if asked for.
 */
const torrents = benchTorrents(Number(process.env['COUNT']), Number(process.env['DOWNLOADS']))
const startedAt = Date.now()
const byId = new Map(torrents.map((torrent) => [torrent.id, torrent]))
const moving = torrents.filter(({ speed }) => speed > 0)

const status = ({ kind }: BenchTorrent) => {
  if (kind === 'waiting') return 'pending'
  return kind === 'completed' || kind === 'stopped' ? kind : 'active'
}
const bytesOf = ({ doneBytes, speed }: BenchTorrent, now: number) =>
  doneBytes + Math.floor((speed * (now - startedAt)) / 1000)

const toSummary = (torrent: BenchTorrent, now: number) => {
  const { id, name, totalBytes, createdAt, tags, speed } = torrent
  const doneBytes = bytesOf(torrent, now)
  return {
    id,
    name,
    status: status(torrent),
    progress: totalBytes > 0 ? doneBytes / totalBytes : 0,
    doneBytes,
    totalBytes,
    createdAt,
    updatedAt: speed > 0 ? rfc3339(now) : createdAt,
    ...(tags.length > 0 ? { tags } : {}),
  }
}
const toFiles = (torrent: BenchTorrent, now: number) => {
  const { name, totalBytes } = torrent
  const video = { index: 0, path: `${name}/${name}.mkv`, length: totalBytes - 1000, progress: 0 }
  const words = { index: 1, path: `${name}/${name}.nfo`, length: 1000, progress: 0 }
  return [
    { ...video, bytesCompleted: bytesOf(torrent, now), pieceStart: 0, pieceEnd: 3999 },
    { ...words, bytesCompleted: 0, pieceStart: 3999, pieceEnd: 4000 },
  ]
}
const toState = (torrent: BenchTorrent, now: number) => ({
  id: torrent.id,
  status: 'active',
  mode: 'downloading',
  transferPhase: 'downloading',
  progress: bytesOf(torrent, now) / torrent.totalBytes,
  peers: Math.floor(now / 10_000 + torrent.speed) % 40,
  downloadSpeed: torrent.speed,
  uploadSpeed: 0,
  files: toFiles(torrent, now),
  numPieces: 4000,
  pieceBitfield: Buffer.alloc(500, 0xf0).toString('base64'),
  updatedAt: new Date(now).toISOString(),
})

/** Of those that do not move the text stays the same. */
const texts = torrents.map((torrent) => JSON.stringify(toSummary(torrent, startedAt)))
const places = new Map(torrents.map(({ id }, place) => [id, place]))
const page = (items: readonly string[]) =>
  Buffer.from(`{"items":[${items.join(',')}],"count":${items.length}}`)
const writeAll = (now: number) => {
  const moved = moving.map((torrent) => JSON.stringify(toSummary(torrent, now)))
  moving.forEach(({ id }, index) => {
    texts[places.get(id) ?? 0] = moved[index] ?? ''
  })
  return {
    list: page(texts),
    newest: page(moved.slice(0, 100)),
    states: page(moving.map((torrent) => JSON.stringify(toState(torrent, now)))),
  }
}
let written = { second: 0, ...writeAll(startedAt) }
const current = () => {
  const second = Math.floor(Date.now() / 1000)
  if (second !== written.second) written = { second, ...writeAll(Date.now()) }
  return written
}

const raw = (body: Uint8Array<ArrayBuffer>) =>
  new Response(body, { headers: { 'content-type': 'application/json' } })
const json = (body: unknown) => raw(Buffer.from(JSON.stringify(body)))
const answerOne = (id: string, part: string | undefined) => {
  const torrent = byId.get(id)
  if (torrent === undefined) return null
  const now = Date.now()
  if (part === 'state') return torrent.speed > 0 ? json(toState(torrent, now)) : null
  return json({ ...toSummary(torrent, now), files: toFiles(torrent, now) })
}

Bun.serve({
  hostname: '127.0.0.1',
  port: Number(process.env['PORT']),
  fetch({ url }) {
    const { pathname, searchParams } = new URL(url)
    if (pathname === '/internal/health/player') return json({ status: 'ok' })
    if (pathname === '/settings/storage') {
      return json({ maxSessions: 0, usage: { dataDir: '/data' } })
    }
    if (pathname === '/torrents/state') return raw(current().states)
    if (pathname === '/torrents')
      return raw(current()[searchParams.has('limit') ? 'newest' : 'list'])
    const [, , id = '', part] = pathname.split('/')
    return answerOne(id, part) ?? new Response('{"error":{"code":"not_found"}}', { status: 404 })
  },
})

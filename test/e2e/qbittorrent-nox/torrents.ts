import { bencode, singleFile } from '../../support/torrent-file.ts'

/** A torrent as it is sent: its file, or its magnet, and the hash that it is known by. */
type Sent = { hash: string; file: Uint8Array }

const fileOf = (info: Parameters<typeof bencode>[0]): Sent => ({
  hash: new Bun.CryptoHasher('sha1').update(bencode(info)).digest('hex'),
  // Nobody listens there.
  file: bencode({ announce: 'http://127.0.0.1:9/announce', info }),
})

/** What the film consists of; whoever has it in its folder has the whole torrent. */
export const filmData = { name: 'Film.2026.mkv', bytes: new Uint8Array(100_000).fill(7) }

const pieceLength = 16_384
const pieces = Buffer.concat(
  Array.from({ length: Math.ceil(filmData.bytes.length / pieceLength) }, (_, index) =>
    new Bun.CryptoHasher('sha1')
      .update(filmData.bytes.subarray(index * pieceLength, (index + 1) * pieceLength))
      .digest()
  )
)

/** One file, which is complete soon after it was added. */
export const film = fileOf({
  ...singleFile(filmData.name, filmData.bytes.length, pieceLength),
  pieces,
})

/** A folder with two files, which nobody has. */
export const show = fileOf({
  name: 'Show.S01',
  files: [
    { length: 70_000, path: ['Show.S01E01.mkv'] },
    { length: 50_000, path: ['extras', 'Interview.mkv'] },
  ],
  'piece length': pieceLength,
  pieces: new Uint8Array(20 * Math.ceil(120_000 / pieceLength)),
})

/** A torrent of a private tracker. */
export const secret = fileOf({ ...singleFile('Secret.mkv', 1000), private: 1 })

/** A torrent of which nothing is known but its magnet. */
export const unheard = {
  hash: 'c'.repeat(40),
  magnet: `magnet:?xt=urn:btih:${'C'.repeat(40)}&dn=Unheard&tr=http%3A%2F%2F127.0.0.1%3A9%2Fannounce`,
}

/** A hash that no server has. */
export const nowhere = 'f'.repeat(40)

import { type BencodeInput, bencode, singleFile, torrentFile } from '../torrent-file.ts'

/** A .torrent file, and the info hash that whoever reads it comes to. */
export type SampleTorrent = { id: string; name: string; bytes: Uint8Array<ArrayBuffer> }

/** A torrent of one file of 200,000 bytes; the same for the same name. */
export const sampleTorrent = (name: string): SampleTorrent => sample(singleFile(name, 200_000))

/** As `sampleTorrent`, of a tracker that lets nobody else in. */
export const samplePrivate = (name: string): SampleTorrent =>
  sample({ ...singleFile(name, 200_000), private: 1 })

/** A torrent of a folder with two files, which come to 300,000 bytes. */
export const samplePack = (name: string): SampleTorrent =>
  sample({
    name,
    'piece length': 65_536,
    pieces: new Uint8Array(20 * 5),
    files: [
      { length: 200_000, path: ['one.mkv'] },
      { length: 100_000, path: ['extras', 'two.mkv'] },
    ],
  })

const sample = (info: { name: string; [key: string]: BencodeInput }): SampleTorrent => ({
  id: new Bun.CryptoHasher('sha1').update(bencode(info)).digest('hex'),
  name: info.name,
  bytes: new Uint8Array(torrentFile(info)),
})

import type { Torrent } from '../../src/domain.ts'

/** An info hash made of one number, so that tests can tell torrents apart. */
export const infoHash = (number: number): string => number.toString(16).padStart(40, '0')

/** A complete torrent, but for what `facts` say. */
export const torrent = (number: number, facts: Partial<Torrent> = {}): Torrent => ({
  id: infoHash(number),
  name: `Film ${number}`,
  status: 'completed',
  totalBytes: 1000,
  doneBytes: 1000,
  createdAt: 1_795_376_824,
  updatedAt: 1_795_376_900,
  tags: [],
  ...facts,
})

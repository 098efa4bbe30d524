import { describe, expect, test } from 'bun:test'
import { pieceSizeOf, piecesHave, toPieceStates } from '../../../src/qbittorrent/pieces.ts'

const pieces = (count: number, bitfield: string) => ({ count, bitfield, spans: new Map() })

describe('pieces', () => {
  test.each<[string, number, string, number[]]>([
    ['begin at the highest bit', 3, 'oA==', [2, 0, 2]],
    ['go on in the next byte', 10, '/0A=', [2, 2, 2, 2, 2, 2, 2, 2, 0, 2]],
    ['can be fewer than the bits', 1, '/w==', [2]],
    ['are missing where the bits end', 10, '/w==', [2, 2, 2, 2, 2, 2, 2, 2, 0, 0]],
    ['are missing where nothing can be read', 2, '?', [0, 0]],
    ['can be none', 0, '', []],
  ])('%s', (_, count, bitfield, states) => {
    expect(toPieceStates(pieces(count, bitfield))).toEqual(states)
    expect(piecesHave(pieces(count, bitfield))).toBe(states.filter((state) => state === 2).length)
  })

  test('are none where they are not known', () => {
    expect(toPieceStates(null)).toEqual([])
  })
})

describe('the size of a piece', () => {
  test.each<[string, number, number, number]>([
    ['is the power of two that cuts the size so', 28_359_552, 433, 65_536],
    ['can be the smallest', 400_000, 25, 16_384],
    ['can be larger than the torrent', 10, 1, 16_384],
    ['is not known where no power of two does', 1_000_000, 10, -1],
    ['is not known without pieces', 1_000_000, 0, -1],
    ['is not known without bytes', 0, 3, -1],
  ])('%s', (_, totalBytes, count, size) => {
    expect(pieceSizeOf(totalBytes, count)).toBe(size)
  })
})

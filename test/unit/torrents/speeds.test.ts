import { describe, expect, test } from 'bun:test'
import { type Baseline, measureSpeeds } from '../../../src/torrents/catalog/speeds.ts'

/** Looks as `[at, bytes]`, `null` bytes for a torrent that is not there; the speed after each. */
const speedsOf = (looks: [at: number, bytes: number | null][]): (number | undefined)[] => {
  let baselines: ReadonlyMap<string, Baseline> = new Map()
  return looks.map(([at, bytes]) => {
    baselines = measureSpeeds(baselines, {
      at,
      bytes: new Map(bytes === null ? [] : [['a', bytes]]),
    })
    return baselines.get('a')?.speed
  })
}

describe('a speed', () => {
  test.each<[string, [number, number | null][], (number | undefined)[]]>([
    ['is 0 at the first look, however much is there', [[0, 5000]], [0]],
    [
      'is bytes by seconds between two looks',
      [
        [0, 1000],
        [2000, 5000],
      ],
      [0, 2000],
    ],
    [
      'is 0 when nothing came',
      [
        [0, 1000],
        [2000, 1000],
      ],
      [0, 0],
    ],
    [
      'is taken after exactly a second',
      [
        [0, 0],
        [1000, 700],
      ],
      [0, 700],
    ],
    [
      'stays as it was within a second, and then counts all that came since',
      [
        [0, 0],
        [2000, 2000],
        [2500, 9000],
        [3000, 10_000],
      ],
      [0, 1000, 1000, 8000],
    ],
    [
      'never comes of hurried looks, however many',
      [
        [0, 0],
        [400, 4000],
        [800, 8000],
        [1200, 12_000],
      ],
      [0, 0, 0, 10_000],
    ],
    [
      'starts anew when bytes go back',
      [
        [0, 0],
        [2000, 8000],
        [4000, 100],
        [6000, 2100],
      ],
      [0, 4000, 0, 1000],
    ],
    [
      'starts anew when bytes go back within a second',
      [
        [0, 9000],
        [500, 100],
        [1500, 1100],
      ],
      [0, 0, 1000],
    ],
    [
      'starts anew after a gap of more than five minutes',
      [
        [0, 0],
        [300_001, 9e9],
      ],
      [0, 0],
    ],
    [
      'is an average over a gap of five minutes',
      [
        [0, 0],
        [300_000, 3e8],
      ],
      [0, 1e6],
    ],
    [
      'starts anew when a torrent was gone',
      [
        [0, 0],
        [2000, null],
        [4000, 8000],
        [6000, 9000],
      ],
      [0, undefined, 0, 500],
    ],
    [
      'is not disturbed by a look from the past',
      [
        [5000, 5000],
        [4000, 6000],
      ],
      [0, 0],
    ],
  ])('%s', (_, looks, expected) => {
    expect(speedsOf(looks)).toEqual(expected)
  })
})

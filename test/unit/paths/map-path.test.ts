import { describe, expect, test } from 'bun:test'
import { mapPath, type PathMapping } from '../../../src/paths/map-path.ts'

const one = (from: string, to: string): PathMapping[] => [{ from, to }]

describe('a path below a mapped folder', () => {
  test.each([
    ['the folder itself', '/data', '/data', '/media', '/media'],
    ['what is in it', '/data/x/y.mkv', '/data', '/media', '/media/x/y.mkv'],
    ['a folder that only begins so', '/database/x', '/data', '/media', '/database/x'],
    ['another folder', '/other/x', '/data', '/media', '/other/x'],
    ['another case', '/Data/x', '/data', '/media', '/Data/x'],
    ['slashes at the end', '/data/x//', '/data/', '/media//', '/media/x'],
    ['the folder with a slash', '/data/', '/data', '/media/', '/media'],
    ['everything', '/x/y', '/', '/mnt', '/mnt/x/y'],
    ['the root of everything', '/', '/', '/mnt', '/mnt'],
    ['to the root', '/data/x', '/data', '/', '/x'],
    ['the folder to the root', '/data', '/data', '/', '/'],
    ['the root to the root', '/', '/', '/', '/'],
    ['a backslash in a name', '/data/a\\b', '/data', '/media', '/media/a\\b'],
    ['raw and decomposed letters', '/data/é/e\u0301', '/data/é', '/m', '/m/e\u0301'],
  ])('%s', (_, path, from, to, mapped) => {
    expect(mapPath(path, one(from, to))).toBe(mapped)
  })
})

describe('a path on Windows', () => {
  test.each([
    ['a folder', '/data/x/y.mkv', 'D:\\media', 'D:\\media\\x\\y.mkv'],
    ['a drive', '/data/x', 'D:\\', 'D:\\x'],
    ['the drive itself', '/data', 'D:\\', 'D:\\'],
    ['a share', '/data/x/y', '\\\\nas\\share', '\\\\nas\\share\\x\\y'],
    ['the share itself', '/data', '\\\\nas\\share\\', '\\\\nas\\share'],
    ['slashes all the way', '/data/x/y', 'D:/media/', 'D:/media/x/y'],
    ['a drive with a slash', '/data', 'D:/', 'D:/'],
  ])('%s', (_, path, to, mapped) => {
    expect(mapPath(path, one('/data', to))).toBe(mapped)
  })
})

describe('of several mappings', () => {
  const map = [
    { from: '/', to: '/root' },
    { from: '/data', to: '/media' },
    { from: '/data/tv/', to: '/series' },
    { from: '/data/tv', to: '/second' },
  ]

  test.each([
    ['/data/tv/x', '/series/x'],
    ['/data/tvs', '/media/tvs'],
    ['/data', '/media'],
    ['/x', '/root/x'],
  ])('the longest holds, and of equal ones the first: %s', (path, mapped) => {
    expect(mapPath(path, map)).toBe(mapped)
    expect(mapPath(path, [...map.slice(0, 3)].reverse())).toBe(mapped)
  })
})

test('without a mapping a path stays as it is, but for slashes at its end', () => {
  expect(['/a/b', '/a/b/', '/', '//', ''].map((path) => mapPath(path, []))).toEqual([
    '/a/b',
    '/a/b',
    '/',
    '/',
    '',
  ])
})

describe('any path', () => {
  const random = seeded(20_261_125)
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T // never empty
  const names = ['data', 'database', 'tv', 'a b', 'é', '..', 'x\\y', 'movie.mkv']
  const below = (most: number) => {
    const depth = Math.floor(random() * (most + 1))
    return Array.from({ length: depth }, () => `/${pick(names)}`).join('')
  }
  const slashes = () => '/'.repeat(Math.floor(random() * 3))
  const cases = Array.from({ length: 2000 }, () => {
    const from = below(2) || '/'
    const rest = below(3)
    return { from, rest, path: (from === '/' ? rest : from + rest) || '/' }
  })

  test('below a folder keeps what follows the folder, in the slashes of the other side', () => {
    for (const { from, rest, path } of cases) {
      const map = (to: string) => mapPath(path + slashes(), one(from + slashes(), to))
      expect(map('/media')).toBe(`/media${rest}`)
      expect(map('D:\\media\\')).toBe(`D:\\media${rest.replaceAll('/', '\\')}`)
      expect(map('\\\\nas\\share')).toBe(`\\\\nas\\share${rest.replaceAll('/', '\\')}`)
    }
  })

  test('ends in a slash only where it is a root', () => {
    for (const { from, path } of cases) {
      for (const to of ['/', '/a/', 'D:\\', 'D:/', '\\\\nas\\share\\']) {
        const mapped = mapPath(path + slashes(), one(from, to))
        expect(['/', 'D:\\', 'D:/'].includes(mapped) || /[^\\/]$/.test(mapped)).toBeTrue()
      }
    }
  })

  test('mapped there and back is the same path', () => {
    for (const { from, path } of cases) {
      const there = mapPath(path, one(from, '/elsewhere'))
      expect(there.startsWith('/elsewhere')).toBeTrue()
      expect(mapPath(there, one('/elsewhere', from))).toBe(path)
    }
  })

  test('beside every mapped folder stays as it is', () => {
    for (const { from, rest } of cases) {
      if (from === '/') continue
      const path = `${from}x${rest}`
      expect(mapPath(path, one(from, '/elsewhere'))).toBe(path)
    }
  })
})

/** A small generator of the same numbers every time (mulberry32). */
function seeded(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

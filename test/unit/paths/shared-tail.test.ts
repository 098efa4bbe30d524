import { describe, expect, test } from 'bun:test'
import { partsOf, startOf } from '../../../src/paths/path-parts.ts'
import { commonFolder, sharedTails } from '../../../src/paths/shared-tail.ts'

describe('a path taken apart', () => {
  test.each([
    ['/data/films/', '/', ['data', 'films']],
    ['//data//films', '/', ['data', 'films']],
    ['/', '/', []],
    ['/a\\b', '/', ['a\\b']],
    ['D:\\media\\films', 'D:\\', ['media', 'films']],
    ['D:/media/films', 'D:/', ['media', 'films']],
    ['d:', 'd:\\', []],
    ['\\\\nas\\media\\films\\', '\\\\nas\\', ['media', 'films']],
  ])('%s begins with its root', (path, root, names) => {
    expect(partsOf(path)).toMatchObject({ root, names })
  })

  test.each(['', 'data', './data', 'D:media', '\\data', 'smb://nas/media'])(
    '%p is not absolute',
    (path) => expect(partsOf(path)).toBeNull()
  )

  test('is put together as it was written', () => {
    const again = (path: string, count: number) => {
      const parts = partsOf(path)
      return parts && startOf(parts, count)
    }
    expect(again('/mnt/media/data/', 2)).toBe('/mnt/media')
    expect(again('D:\\media\\films', 1)).toBe('D:\\media')
    expect(again('D:/media/films', 2)).toBe('D:/media/films')
    expect(again('\\\\nas\\media\\films', 1)).toBe('\\\\nas\\media')
  })
})

describe('the longest common tail', () => {
  const cases: [name: string, folder: string, paths: string[], first: [string, string] | null][] = [
    [
      'of a folder in a library’s path',
      '/data',
      ['/mnt/media/data/films'],
      ['/data', '/mnt/media/data'],
    ],
    ['of a folder that is a library', '/data', ['/mnt/media/data'], ['/data', '/mnt/media/data']],
    [
      'of two names',
      '/data/films',
      ['/mnt/media/data/films'],
      ['/data/films', '/mnt/media/data/films'],
    ],
    ['of the last name only', '/data/films', ['/media/films'], ['/data/films', '/media/films']],
    ['of a library around it', '/data/torrents', ['/mnt/data'], ['/data', '/mnt/data']],
    [
      'of the better library',
      '/srv/data',
      ['/data', '/mnt/srv/data'],
      ['/srv/data', '/mnt/srv/data'],
    ],
    ['with slashes at the ends', '/data/', ['/mnt/data//'], ['/data', '/mnt/data']],
    ['in another case', '/data', ['/Data/films'], ['/data', '/Data']],
    [
      'in the same case before another',
      '/data',
      ['/mnt/DATA', '/mnt/data'],
      ['/data', '/mnt/data'],
    ],
    [
      'of the whole library before a part',
      '/data',
      ['/a/data/tv', '/b/data'],
      ['/data', '/b/data'],
    ],
    ['on a drive', '/data', ['D:\\media\\data\\films'], ['/data', 'D:\\media\\data']],
    ['on a share', '/data', ['\\\\nas\\data\\films'], ['/data', '\\\\nas\\data']],
    ['not of a part of a name', '/data', ['/mnt/mydata', '/database'], null],
    ['not of a library beside it', '/data/torrents', ['/mnt/data/films'], null],
    ['not of a root', '/', ['/data'], null],
    ['not of what is no path', '/data', ['data', ''], null],
  ]
  test.each(cases)('%s', (_, folder, paths, first) => {
    const [found] = sharedTails(folder, paths)
    expect(found ?? null).toEqual(first && { from: first[0], to: first[1] })
  })

  test('tells no pair twice', () => {
    expect(sharedTails('/data', ['/mnt/data/a', '/mnt/data/b', '/mnt/data/'])).toEqual([
      { from: '/data', to: '/mnt/data' },
    ])
  })

  test('is found quickly among any number of folders, however deep', () => {
    const many = Array.from({ length: 50_000 }, (_, index) => `/mnt/${index}/data`)
    const from = performance.now()
    sharedTails('/data', [...many, `/${'data/'.repeat(200_000)}`])
    sharedTails(`/${'data/'.repeat(400)}`, many)
    expect(performance.now() - from).toBeLessThan(2000)
  })
})

test.each([
  [['/media/films', '/media/series'], '/media'],
  [['/media/films'], '/media/films'],
  [['/media', '/media/films'], '/media'],
  [['/media/films', '/mnt/series'], null],
  [['/media/films', '/media2'], null],
  [['D:\\media\\films', 'd:\\Media\\series'], 'D:\\media'],
  [['D:\\media', 'E:\\media'], null],
  [['\\\\nas\\media\\a', '\\\\nas\\media\\b'], '\\\\nas\\media'],
  [['/media/films', 'relative'], null],
  [[], null],
])('the folder that %p have in common is %p', (paths, folder) => {
  expect(commonFolder(paths)).toBe(folder)
})

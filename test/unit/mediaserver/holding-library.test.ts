import { describe, expect, test } from 'bun:test'
import { libraryOf } from '../../../src/mediaserver/holding-library.ts'
import { parentFolder } from '../../../src/mediaserver/server-path.ts'

const films = { name: 'films', paths: ['/media/films', '/mnt/more/'] }
const kids = { name: 'kids', paths: ['/media/films/kids'] }
const windows = { name: 'windows', paths: ['D:\\Media\\Films', '\\\\NAS\\Share'] }

describe('the library that holds a path', () => {
  test.each([
    ['/media/films', 'films'],
    ['/media/films/', 'films'],
    ['/media/films/A Film (2020)/film.mkv', 'films'],
    ['/mnt/more/x.mkv', 'films'],
    ['/media/films/kids/x.mkv', 'kids'],
    ['/media/films/kids2/x.mkv', 'films'],
    ['/media/films2/x.mkv', null],
    ['/media', null],
    ['/Media/Films/x.mkv', null],
    ['', null],
    ['d:/media/films/x.mkv', 'windows'],
    ['D:\\MEDIA\\FILMS\\x.mkv', 'windows'],
    ['D:\\Media\\Films2', null],
    ['\\\\nas\\share\\x.mkv', 'windows'],
    ['/d:/media/films', null],
  ])('%s → %p', (path, name) => {
    expect(libraryOf([films, kids, windows], path)?.name ?? null).toBe(name)
  })

  test('is the first of two of one folder, and a root holds everything on it', () => {
    expect(libraryOf([films, { ...films, name: 'twin' }], '/media/films/x')?.name).toBe('films')
    expect(libraryOf([{ name: 'root', paths: ['/'] }], '/x')?.name).toBe('root')
    expect(libraryOf([{ name: 'drive', paths: ['D:\\'] }], 'd:\\x')?.name).toBe('drive')
    expect(libraryOf([{ name: 'none', paths: [''] }], '/x')).toBeNull()
    expect(libraryOf([], '/x')).toBeNull()
  })
})

test.each([
  ['/media/films/a.mkv', '/media/films'],
  ['/media/films/A Film/', '/media/films'],
  ['/a.mkv', '/'],
  ['/', '/'],
  ['/a\\b.mkv', '/'],
  ['D:\\films\\a.mkv', 'D:\\films'],
  ['D:/films/a.mkv', 'D:/films'],
  ['D:\\a.mkv', 'D:\\'],
  ['\\\\nas\\share\\a.mkv', '\\\\nas\\share'],
])('the folder of %s is %s', (path, folder) => {
  expect(parentFolder(path)).toBe(folder)
})

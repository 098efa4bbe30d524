import { describe, expect, test } from 'bun:test'
import { Value } from '@sinclair/typebox/value'
import { coverageOf } from '../../../src/paths/coverage.ts'
import type { PathMapping } from '../../../src/paths/map-path.ts'
import { proposalsFor } from '../../../src/paths/proposal.ts'
import { pathMap as schema } from '../../../src/settings/schema.ts'

const libraries = (...paths: string[]) => [{ name: 'Films', paths }]
const map = (...pairs: [from: string, to: string][]): PathMapping[] =>
  pairs.map(([from, to]) => ({ from, to }))

describe('how much is in a library', () => {
  test.each([
    ['the folder itself', '/data', [], ['/data'], 'all'],
    ['a folder above', '/data/torrents', [], ['/data'], 'all'],
    ['the root', '/data', [], ['/'], 'all'],
    ['slashes at the ends', '/data/', [], ['/data//'], 'all'],
    ['a folder below', '/data', [], ['/data/films'], 'part'],
    ['another name', '/data', [], ['/media'], 'none'],
    ['a longer name', '/data', [], ['/database'], 'none'],
    ['another case', '/data', [], ['/Data'], 'none'],
    ['a mapping', '/data', map(['/data', '/media']), ['/media'], 'all'],
    ['a mapping to a part', '/data', map(['/data', '/media']), ['/media/films'], 'part'],
    ['a mapping elsewhere', '/data', map(['/data', '/media']), ['/data'], 'none'],
    ['a mapping of what is below', '/data', map(['/data/films', '/films']), ['/films'], 'part'],
    [
      'a mapping to Windows, in any case',
      '/data',
      map(['/data', 'D:\\Media']),
      ['d:/media'],
      'all',
    ],
    ['no library', '/data', [], [], 'none'],
  ] as const)('%s', (_, folder, pathMap, paths, coverage) => {
    expect(coverageOf({ folder, pathMap, libraries: libraries(...paths) })).toBe(coverage)
  })
})

describe('a proposal', () => {
  type Case = {
    name: string
    folder?: string
    pathMap?: PathMapping[]
    names?: string[]
    paths: string[]
    first: { from: string; to: string; basis: string; pathMap?: PathMapping[] } | null
  }
  const cases: Case[] = [
    {
      name: 'joins the folder to a library of the same name',
      paths: ['/mnt/media/data/films'],
      first: { from: '/data', to: '/mnt/media/data', basis: 'same-names' },
    },
    {
      name: 'is not made where all is in a library',
      paths: ['/data', '/mnt/data'],
      first: null,
    },
    {
      name: 'is not made where it would bring no more than a part, which is there already',
      paths: ['/data/films', '/mnt/data/series'],
      first: null,
    },
    {
      name: 'is made where it would bring all in place of a part',
      paths: ['/data/films', '/mnt/data'],
      first: { from: '/data', to: '/mnt/data', basis: 'same-names' },
    },
    {
      name: 'mends the case',
      paths: ['/Data'],
      first: { from: '/data', to: '/Data', basis: 'same-names' },
    },
    {
      name: 'takes a mapping away that leads off what is right by itself',
      pathMap: map(['/data/', '/media'], ['/x', '/y']),
      paths: ['/data/films'],
      first: { from: '/data', to: '/data', basis: 'same-names', pathMap: map(['/x', '/y']) },
    },
    {
      name: 'replaces the mapping that is there',
      pathMap: map(['/data/', '/wrong']),
      paths: ['/mnt/data'],
      first: {
        from: '/data',
        to: '/mnt/data',
        basis: 'same-names',
        pathMap: map(['/data', '/mnt/data']),
      },
    },
    {
      name: 'replaces a longer mapping that would hold in its place',
      folder: '/data/torrents',
      pathMap: map(['/data/torrents', '/wrong'], ['/data/torrents/tv', '/tv'], ['/', '/host']),
      paths: ['/mnt/data'],
      first: {
        from: '/data',
        to: '/mnt/data',
        basis: 'same-names',
        pathMap: map(['/data', '/mnt/data'], ['/data/torrents/tv', '/tv'], ['/', '/host']),
      },
    },
    {
      name: 'takes every mapping away that leads off, be it of a folder above',
      folder: '/data/torrents',
      pathMap: map(['/', '/host'], ['/data/torrents', '/wrong']),
      paths: ['/data'],
      first: { from: '/data', to: '/data', basis: 'same-names', pathMap: [] },
    },
    {
      name: 'puts a mapping right whose first path is not the folder',
      pathMap: map(['/downloads', '/media']),
      paths: ['/media/films', '/media/series'],
      first: {
        from: '/data',
        to: '/media',
        basis: 'other-mapping',
        pathMap: map(['/data', '/media']),
      },
    },
    {
      name: 'takes over what the settings call the folder elsewhere',
      names: ['/movies'],
      paths: ['/movies', '/other/series'],
      first: { from: '/data', to: '/movies', basis: 'other-mapping' },
    },
    {
      name: 'holds for a drive',
      paths: ['D:\\media\\data\\films'],
      first: { from: '/data', to: 'D:\\media\\data', basis: 'same-names' },
    },
    {
      name: 'holds for a share',
      paths: ['\\\\nas\\data'],
      first: { from: '/data', to: '\\\\nas\\data', basis: 'same-names' },
    },
    {
      name: 'is a guess where nothing better is known',
      paths: ['/media/films', '/media/series'],
      first: { from: '/data', to: '/media', basis: 'guess' },
    },
    {
      name: 'is none where the libraries have nothing in common',
      paths: ['/films', '/series'],
      first: null,
    },
    { name: 'is none without a library', paths: [], first: null },
    {
      name: 'is none that the settings would refuse: a control character',
      paths: ['/mnt\n/data'],
      first: null,
    },
    {
      name: 'is none that the settings would refuse: a path too long',
      paths: [`/${'x'.repeat(1100)}/data`],
      first: null,
    },
    {
      name: 'is none that the settings would refuse: a list too long',
      pathMap: Array.from({ length: 50 }, (_, index) => ({ from: `/${index}`, to: '/y' })),
      paths: ['/mnt/data'],
      first: null,
    },
  ]
  for (const { name, folder = '/data', pathMap = [], names = [], paths, first } of cases) {
    test(name, () => {
      const downloads = { folder, pathMap, libraries: libraries(...paths) }
      const found = proposalsFor(downloads, names)
      if (first === null) expect(found).toEqual([])
      else expect(found[0]).toMatchObject(first)
      for (const proposal of found) {
        expect(Value.Check(schema, proposal.pathMap)).toBeTrue()
        expect(coverageOf({ ...downloads, pathMap: proposal.pathMap })).not.toBe('none')
      }
    })
  }

  test('has others behind it, three at most, each leading elsewhere', () => {
    const paths = ['/a/data', '/b/data', '/c/data', '/d/data', '/a/data/']
    const found = proposalsFor({ folder: '/data', pathMap: [], libraries: libraries(...paths) })
    expect(found.map(({ to }) => to)).toEqual(['/a/data', '/b/data', '/c/data'])
  })

  test('is found quickly in a server with any number of libraries', () => {
    const paths = Array.from({ length: 20_000 }, (_, index) => `/m\n/${index}/data`)
    const from = performance.now()
    expect(proposalsFor({ folder: '/data', pathMap: [], libraries: libraries(...paths) })).toEqual(
      []
    )
    expect(performance.now() - from).toBeLessThan(3000)
  })
})

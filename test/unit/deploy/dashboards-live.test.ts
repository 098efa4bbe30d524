import { beforeAll, describe, expect, test } from 'bun:test'
import type { Access } from '../../../src/admin/dashboards/access.ts'
import { homarrForm, homarrImport, homarrStyles } from '../../../src/admin/dashboards/homarr.ts'
import { homepageServices } from '../../../src/admin/dashboards/homepage.ts'
import { homepageStyles } from '../../../src/admin/dashboards/homepage-widgets.ts'
import type { CatalogView } from '../../../src/torrents/catalog/catalog.ts'
import type { CatalogTorrent } from '../../../src/torrents/catalog/sightings.ts'
import { buildApp } from '../../support/app.ts'
import { readImport } from '../../support/homarr-rules.ts'
import {
  type HomepageService,
  readServices,
  refusalOf,
  valueAt,
} from '../../support/homepage-rules.ts'

const PASSWORD = 'correct horse'
const KEY = 'a-key-of-the-owner'
const open: Access = {
  base: 'http://nas:8070',
  closedBy: null,
  isWidgetPublic: true,
  isLocalOnly: false,
  username: 'admin',
}

const torrent = (changes: Partial<CatalogTorrent>): CatalogTorrent => ({
  id: 'dbeecb6c86c096da10d2c46b0c68ddd91ca7f893',
  name: 'Some.Show',
  status: 'active',
  totalBytes: 1000,
  doneBytes: 250,
  createdAt: 1_795_376_824,
  updatedAt: 1_795_376_889,
  tags: [],
  session: null,
  downloadSpeed: 2_097_152,
  ...changes,
})
const view = (changes: Partial<CatalogView>): CatalogView => ({
  torrents: [],
  takenAt: 0,
  source: 'engine',
  areSessionsKnown: true,
  ageMs: 0,
  ...changes,
})
const torrents = [
  ...Array.from({ length: 12 }, (_, at) => torrent({ name: `Some.Show.${at}`, doneBytes: at })),
  torrent({ name: '', totalBytes: 0, doneBytes: 0, downloadSpeed: 0 }),
  torrent({ status: 'completed', doneBytes: 1000 }),
  torrent({ status: 'error' }),
]
const widgetsOf = (access: Access): HomepageService['widget'][] =>
  readServices(Bun.YAML.parse(homepageServices(homepageStyles, access))).map(({ widget }) => widget)

describe.each<[string, CatalogView]>([
  ['without torrents', view({})],
  ['with many of them', view({ torrents })],
  ['while the engine is away', view({ torrents, source: 'last', ageMs: 60_000 })],
  ['long after the engine went away', view({ torrents, source: 'last', ageMs: 3_600_000 })],
])('an answer %s', (_, given) => {
  let answer: unknown
  beforeAll(async () => {
    const catalog = { list: async () => given, peek: () => given }
    answer = await (await (await buildApp({ catalog })).send('/widget')).json()
  })

  test('is not taken for a failure by Homepage', () => {
    expect(answer).not.toHaveProperty('error')
  })

  test('has a value for each field of Homepage’s blocks and lists, as its format wants it', () => {
    const fields = widgetsOf(open)
      .flatMap((widget) => ('mappings' in widget ? [widget.mappings] : []))
      .flatMap((mappings) => (Array.isArray(mappings) ? mappings : []))
      .flatMap(({ additionalField, ...mapping }) => [mapping, additionalField ?? mapping])
    expect(fields.length).toBeGreaterThan(20)
    for (const shown of fields) expect(refusalOf(shown, valueAt(answer, shown.field))).toBeNull()
  })

  test('has what Homepage lists, item by item', () => {
    const mappings = widgetsOf(open)
      .flatMap((widget) => ('mappings' in widget ? [widget.mappings] : []))
      .flatMap((one) => (Array.isArray(one) ? [] : [one]))
    expect(mappings).toHaveLength(1)
    for (const { items, name, label, format } of mappings) {
      for (const item of listAt(answer, items)) {
        expect(refusalOf({}, valueAt(item, name))).toBeNull()
        expect(refusalOf(format ? { format } : {}, valueAt(item, label))).toBeNull()
      }
    }
  })

  test('is what Homarr’s paths lead to', () => {
    for (const { displayConfig } of homarrStyles.map((style) =>
      readImport(homarrImport(style, open))
    )) {
      const rows =
        'tablePath' in displayConfig ? listAt(answer, below(displayConfig.tablePath)) : [answer]
      const cells = 'tablePath' in displayConfig ? displayConfig.columns : displayConfig.items
      for (const { jsonPath } of cells) {
        for (const row of rows) expect(refusalOf({}, valueAt(row, below(jsonPath)))).toBeNull()
      }
    }
    const paths = homarrForm(open).flatMap(({ value }) => (value?.startsWith('$') ? [value] : []))
    expect(paths).toHaveLength(4)
    for (const path of paths) expect(refusalOf({}, valueAt(answer, below(path)))).toBeNull()
  })

  test('shows Homarr’s dot green only while the engine answers', () => {
    const { displayConfig } = readImport(homarrImport('state', open))
    const dots =
      'tablePath' in displayConfig || 'columns' in displayConfig ? [] : displayConfig.items
    const lit = dots.map(({ jsonPath, goodValues }) =>
      goodValues.includes(String(valueAt(answer, below(jsonPath))))
    )
    expect(lit).toEqual([given.source === 'engine'])
  })
})

describe('the snippets of a service', () => {
  test.each<[string, Partial<Access>]>([
    ['without a password', {}],
    ['with a password', { closedBy: 'password', username: "o'neill: #1" }],
    ['with a password, its widget closed', { closedBy: 'password', isWidgetPublic: false }],
    ['with a key alone, its widget closed', { closedBy: 'key', isWidgetPublic: false }],
  ])('%s lead to what they show, and prove what is asked for', async (_, changes) => {
    const access = { ...open, ...changes }
    const { send } = await buildApp({
      config: {
        isWidgetPublic: access.isWidgetPublic,
        auth: {
          username: access.username,
          password: access.closedBy === 'password' ? PASSWORD : null,
          apiKey: access.closedBy === 'key' ? KEY : null,
        },
      },
    })
    const shown = widgetsOf(access).filter(
      ({ type }) => type === 'customapi' || access.closedBy !== 'key'
    )
    expect(shown.length).toBeGreaterThanOrEqual(3)
    for (const widget of shown) {
      const url = widget.type === 'qbittorrent' ? `${widget.url}/api/v2/torrents/info` : widget.url
      expect(url).toStartWith('http://nas:8070/')
      const response = await send(new URL(url).pathname, { headers: proofOf(widget) })
      expect([url, response.status]).toEqual([url, 200])
      expect(await response.json()).toBeObject()
    }
  })
})

/** Basic, which the emulated API takes for a login as well, or the headers that it is told. */
const proofOf = (widget: HomepageService['widget']): Record<string, string> => {
  if (widget.username !== undefined && widget.password !== undefined) {
    expect(widget.password).toBe('the value of AUTH_PASSWORD')
    return {
      authorization: `Basic ${Buffer.from(`${widget.username}:${PASSWORD}`).toString('base64')}`,
    }
  }
  const told = 'headers' in widget ? (widget.headers ?? {}) : {}
  return Object.fromEntries(
    Object.entries(told).map(([name, value]) => [name, value.replace('the value of API_KEY', KEY)])
  )
}

const listAt = (answer: unknown, path: string): unknown[] => {
  const list = valueAt(answer, path)
  if (!Array.isArray(list)) throw new Error(`${path} leads to no list`)
  return list
}

/** A JSONPath below its root, where both dashboards write keys the same way. */
const below = (path: string) => path.replace(/^\$\./, '')

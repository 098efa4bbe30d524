import { describe, expect, test } from 'bun:test'
import { parse, parseAllDocuments } from 'yaml'
import type { Access } from '../../../src/admin/dashboards/access.ts'
import {
  homarrForm,
  homarrImport,
  homarrIntegration,
  homarrStyles,
} from '../../../src/admin/dashboards/homarr.ts'
import { homepageLabels, homepageServices } from '../../../src/admin/dashboards/homepage.ts'
import { homepageStyles } from '../../../src/admin/dashboards/homepage-widgets.ts'
import { isRecord } from '../../../src/lib/record.ts'
import { readLabels, readServices } from '../../support/homepage-rules.ts'

/** Of a service without a password, whose address is not known. */
const access: Access = {
  base: null,
  closedBy: null,
  isWidgetPublic: true,
  isLocalOnly: false,
  username: 'admin',
}

const read = (name: string) =>
  Bun.file(new URL(`../../../deploy/dashboards/${name}`, import.meta.url)).text()
/** With the lines for a password no longer commented out. */
const withPassword = (text: string) =>
  text.replaceAll(/^( *)# +(?=(?:homepage\.widget\.)?(?:username|password): )/gm, '$1')
const withoutComments = (text: string) => text.replaceAll(/^ *#.*\n/gm, '').trimStart()

describe('the files say what the page says', () => {
  test('for Homepage’s services.yaml', async () => {
    const file = withoutComments(await read('homepage-services.yaml'))
    expect(file).toBe(homepageServices(homepageStyles, access))
  })

  test('for Homepage’s own qBittorrent widget where there is a password', async () => {
    const closed: Access = { ...access, closedBy: 'password' }
    const services = withoutComments(withPassword(await read('homepage-services.yaml')))
    expect(services).toBe(homepageServices(homepageStyles, closed))
    const labels =
      withPassword(await read('homepage-labels.yaml'))
        .split('---\n')
        .at(-1) ?? ''
    expect(withoutComments(labels)).toBe(homepageLabels('qbittorrent', closed))
  })

  test('for Docker labels', async () => {
    const parts = (await read('homepage-labels.yaml')).split('---\n').map(withoutComments)
    expect(parts).toEqual(homepageStyles.map((style) => homepageLabels(style, access)))
  })

  test('for Homarr', async () => {
    const file = await read('homarr.md')
    const blocks = [...file.matchAll(/```json\n(.*?)```/gs)].map(([, json]) => json ?? '')
    expect(blocks).toEqual(homarrStyles.map((style) => homarrImport(style, access)))
    const rows = [...file.matchAll(/^\| ([^|]+) \| ([^|]+) \|$/gm)]
      .map(([, label, entry]) => [label ?? '', entry ?? ''])
      .filter(([label]) => label !== 'field' && label !== '---')
    const pairs = [...homarrForm(access), ...homarrIntegration(access)]
    expect(rows).toEqual(
      pairs.map(({ label, value, note }) => [label, value === undefined ? note : `\`${value}\``])
    )
  })
})

test.each(['homepage-services.yaml', 'homepage-labels.yaml', 'homarr.md'])(
  '%s says how the port that it names is opened',
  async (name) => {
    const text = (await read(name)).replaceAll(/\n#? ?/g, ' ')
    expect(text).toMatch(/take `127\.0\.0\.1:` away from its `ports`/)
    expect(text).toContain('http://torrent-notifier:8070')
  }
)

describe('Homepage', () => {
  const services = async () => readServices(parse(await read('homepage-services.yaml')))

  test('takes each way of showing once, and no more mappings in a block than it shows', async () => {
    const shown = (await services()).map(({ widget }) =>
      'display' in widget ? widget.display : widget.type
    )
    expect(shown).toEqual(['customapi', 'list', 'dynamic-list', 'qbittorrent'])
  })

  test('finds each widget by a name of its own', async () => {
    const names = (await services()).map(({ name }) => name)
    expect(new Set(names).size).toBe(homepageStyles.length)
  })

  test('makes the same services of the labels', async () => {
    const documents = parseAllDocuments(await read('homepage-labels.yaml'))
    const labelled = documents.map((document) => readLabels(document.toJS()))
    expect(labelled).toEqual((await services()).map(asLabels))
  })
})

/** As labels can say it: text alone, and a list by the numbers of its places. */
const asLabels = (value: unknown): ReturnType<typeof readLabels> =>
  Object.fromEntries(
    Object.entries(value ?? {}).map(([key, inner]) => [
      key,
      Array.isArray(inner) || isRecord(inner) ? asLabels(inner) : String(inner),
    ])
  )

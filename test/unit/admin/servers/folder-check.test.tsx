import { describe, expect, test } from 'bun:test'
import { renderToString } from 'preact-render-to-string'
import { FolderCheck, type FolderReport } from '../../../../src/admin/servers/folder-check.tsx'
import type { Finding } from '../../../../src/paths/finding.ts'
import type { LookedAtServer, ServerColumn } from '../../../../src/paths/path-report.ts'
import { textOf, valuesOf } from '../../../support/html.ts'

const lookedAt = (changes: Partial<LookedAtServer> = {}): LookedAtServer => ({
  server: 'jellyfin',
  state: 'looked_at',
  pathMap: [],
  path: '/data',
  sees: true,
  libraries: [],
  coverage: 'all',
  findings: [],
  proposal: null,
  ...changes,
})
const finding = (changes: Partial<Finding> = {}): Finding => ({
  code: 'not_mounted',
  level: 'wrong',
  message: 'Jellyfin does not see `/data`.',
  hint: 'Mount it.',
  ...changes,
})
const render = (column: ServerColumn, changes: Partial<FolderReport> = {}) =>
  renderToString(
    <FolderCheck
      kind="jellyfin"
      report={{
        ok: true,
        engine: { path: '/data', isKnown: true, findings: [] },
        servers: [{ server: 'emby', state: 'off' }, column],
        programs: { isOn: true, pathMap: [], savePath: '/downloads', findings: [] },
        areTyped: true,
        url: 'http://jf:8096',
        ...changes,
      }}
    />
  )
/** What the server’s own column says. */
const said = (column: ServerColumn) =>
  /Jellyfin at http:\/\/jf:8096, with the folders above (.*) Sonarr and Radarr are told/.exec(
    textOf(render(column))
  )?.[1]

describe('the column of a server', () => {
  test.each<[string, ServerColumn, string]>([
    [
      'that is off',
      { server: 'jellyfin', state: 'off' },
      'Off. Switch it on and save, then check again.',
    ],
    [
      'that is not set up',
      { server: 'jellyfin', state: 'not_set_up' },
      'Not set up. Save URL and key, then check again.',
    ],
    [
      'that is away',
      {
        server: 'jellyfin',
        state: 'away',
        code: 'refused',
        message: 'Nothing listens at jellyfin:8096.',
        hint: 'Use its name.',
      },
      'Nothing listens at jellyfin:8096. Use its name.',
    ],
    [
      'that is away, and nobody knows better',
      { server: 'jellyfin', state: 'away', code: 'timeout', message: 'No answer.', hint: null },
      'No answer.',
    ],
    ['that finds all', lookedAt(), 'is told of it as /data A library holds all of it.'],
    [
      'that finds a part',
      lookedAt({ coverage: 'part', path: '/media' }),
      'is told of it as /media Its libraries hold only a part of it.',
    ],
    [
      'that finds nothing, and why',
      lookedAt({ coverage: 'none', findings: [finding()] }),
      'is told of it as /data None of its libraries holds it. Jellyfin does not see /data. Mount it.',
    ],
    [
      'with libraries',
      lookedAt({ libraries: [{ name: 'Films', paths: ['/data/films', '/old'] }] }),
      'is told of it as /data Films /data/films /old A library holds all of it.',
    ],
  ])('%s', (_, column, words) => {
    expect(said(column)).toBe(words)
  })

  test('has a button for what would help, which fills the whole path map in', () => {
    const pathMap = [
      { from: '/old', to: '/x' },
      { from: '/data', to: '/media' },
    ]
    const proposal = { from: '/data', to: '/media', basis: 'same-names', pathMap } as const
    const html = render(lookedAt({ coverage: 'none', proposal }))
    expect(textOf(html)).toContain('Fill in /data → /media')
    const button = /<button[^>]*>/.exec(html)?.[0] ?? ''
    expect(valuesOf(button, 'name')).toEqual(['fill'])
    expect(valuesOf(button, 'value')).toEqual([JSON.stringify(pathMap)])
  })

  test('marks how bad it is by more than its colour', () => {
    const iconOf = (level: Finding['level']) =>
      /<p class="found is-(\w+)"><svg.*?<\/svg>/.exec(
        render(
          { server: 'jellyfin', state: 'off' },
          {
            engine: { path: '/data', isKnown: true, findings: [finding({ level })] },
          }
        )
      )?.[0]
    const icons = (['wrong', 'odd', 'note'] as const).map(iconOf)
    expect(icons.map((icon) => icon?.slice(16, 22))).toEqual(['is-bad', 'is-wai', 'is-mut'])
    expect(icons[0]?.split('<svg')[1]).not.toBe(icons[1]?.split('<svg')[1])
  })

  test('keeps what a server calls its libraries as text', () => {
    const libraries = [{ name: '<img src=x>', paths: ['"><script>', '/a`b`'] }]
    const html = render(lookedAt({ libraries }))
    expect(html).toContain('<bdi>&lt;img src=x></bdi>')
    expect(html).not.toMatch(/<script|<img/)
  })
})

describe('the other columns', () => {
  const off: ServerColumn = { server: 'jellyfin', state: 'off' }

  test('say where the files are, and what programs are told', () => {
    expect(textOf(render(off))).toStartWith('T◎RRX puts files in /data')
    expect(textOf(render(off))).toEndWith('Sonarr and Radarr are told /downloads')
  })

  test('say that programs are told nothing', () => {
    const programs = { isOn: false, pathMap: [], savePath: '/data', findings: [] }
    expect(textOf(render(off, { programs }))).toEndWith('are told nothing: it is off')
  })

  test('say what is odd about them', () => {
    const findings = [finding({ code: 'remote_mappings', level: 'note', hint: null })]
    const programs = { isOn: true, pathMap: [], savePath: '/data', findings }
    expect(textOf(render(off, { programs }))).toEndWith('/data Jellyfin does not see /data.')
  })

  test('say whose folders were looked at where a row above is not complete', () => {
    expect(textOf(render(off, { areTyped: false }))).toContain(
      'Jellyfin at http://jf:8096, as it is saved A row above is not complete: the saved ones count. Off.'
    )
  })

  test('stand without the server’s, where the report does not know it', () => {
    expect(textOf(render(off, { servers: [] }))).toContain(
      'Jellyfin at http://jf:8096, with the folders above Sonarr'
    )
  })
})

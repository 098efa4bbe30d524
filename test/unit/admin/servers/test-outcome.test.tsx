import { describe, expect, test } from 'bun:test'
import { renderToString } from 'preact-render-to-string'
import { TestOutcome } from '../../../../src/admin/servers/test-outcome.tsx'
import type { VerdictCode } from '../../../../src/mediaserver/verdict.ts'
import { verdictWords } from '../../../../src/mediaserver/verdict-words.ts'
import type { TestResult } from '../../../../src/settings/media-server-test.ts'
import { textOf, valuesOf } from '../../../support/html.ts'

const works: TestResult = {
  ok: true,
  code: 'ok',
  product: 'jellyfin',
  version: '10.11.11',
  serverName: 'home',
  libraries: [
    { name: 'Films', paths: ['/media/films'] },
    { name: 'Shows', paths: ['/media/a', '/media/b'] },
  ],
  warnings: [],
}
const render = (test: TestResult) => renderToString(<TestOutcome kind="jellyfin" test={test} />)
const toneOf = (test: TestResult) => /^<div class="result is-(\w+)"/.exec(render(test))?.[1]

describe('a server that works', () => {
  test('is told with what answered, its libraries, and what to do next', () => {
    expect(textOf(render(works))).toBe(
      'It works. Jellyfin 10.11.11, “home”, 2 libraries. Films /media/films ' +
        'Shows /media/a /media/b Next: Save. No scan was started. ok'
    )
    expect(toneOf(works)).toBe('ok')
  })

  test('is told as far as it told of itself', () => {
    const { serverName: _, version: __, ...bare } = works
    expect(textOf(render({ ...bare, libraries: [] }))).toStartWith(
      'It works. Jellyfin, 0 libraries. Next:'
    )
    const [films] = works.libraries
    expect(textOf(render({ ...works, libraries: films ? [films] : [] }))).toContain('1 library.')
  })

  test('but would find nothing is worth a look, and has a button for what would help', () => {
    const pathMap = [{ from: '/data', to: '/media' }]
    const proposal = { from: '/data', to: '/media', basis: 'same-names', pathMap }
    const odd = { ...works, hint: 'It calls the folder `/media`.', proposal }
    expect(toneOf(odd)).toBe('wait')
    expect(textOf(render(odd))).toContain(
      'Next: It calls the folder /media. No scan was started. Fill in /data → /media'
    )
    expect(valuesOf(render(odd), 'name')).toEqual(['fill'])
  })

  test('at another address has a button that enters it', () => {
    const address = 'http://nas:8096/jellyfin'
    const moved: TestResult = { ...works, ok: false, code: 'redirect', error: 'It moved.', address }
    expect(textOf(render(moved))).toContain(`Use ${address}`)
    expect([valuesOf(render(moved), 'name'), valuesOf(render(moved), 'value')]).toEqual([
      ['use'],
      [address],
    ])
  })

  test('but is the other product leads to the form of that', () => {
    const other: TestResult = { ...works, ok: false, code: 'wrong_product', product: 'emby' }
    expect(valuesOf(render(other), 'href')).toEqual(['#emby-url'])
    expect(valuesOf(render(works), 'href')).toEqual([])
  })

  test('is told with what looks odd', () => {
    expect(textOf(render({ ...works, warnings: ['First.', 'Second.'] }))).toContain(
      'First. Second. Next:'
    )
  })
})

describe('what another program tells', () => {
  test('is drawn as far as one can read it, and the rest is counted', () => {
    const libraries = Array.from({ length: 3000 }, (_, at) => ({
      name: `Library ${at}.`,
      paths: Array.from({ length: 30 }, (__, folder) => `/media/${at}/${folder}`),
    }))
    const html = render({ ...works, libraries })
    expect(html.length).toBeLessThan(100_000)
    const text = textOf(html)
    expect(text).toContain('3000 libraries.')
    expect(text).toContain('Library 49.')
    expect(text).not.toContain('Library 50.')
    expect(text).toContain('/media/0/9 and 20 more Library 1.')
    expect(text).toContain('and 2950 more Next:')
  })

  test('turns and hides nothing beside it', () => {
    const odd = '\u202eab\u0000c\u2066'
    const html = render({
      ...works,
      version: odd,
      serverName: odd,
      libraries: [{ name: odd, paths: [odd] }],
      warnings: [odd],
      hint: odd,
    })
    expect(html).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(textOf(html)).toContain('⟨U+202E⟩ab⟨U+0000⟩c⟨U+2066⟩')
    expect(render({ ...works, ok: false, error: odd })).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })
})

describe('a server that fails', () => {
  const passing: readonly VerdictCode[] = ['starting', 'setup_incomplete', 'rate_limited']
  const lasting: readonly VerdictCode[] = [
    'incomplete',
    'invalid_url',
    'dns',
    'refused',
    'timeout',
    'tls',
    'redirect',
    'not_a_media_server',
    'wrong_product',
    'bad_key',
    'not_admin',
    'blocked',
    'not_found',
    'server_error',
  ]
  const failed = (code: VerdictCode): TestResult => {
    const facts = { host: 'nas:8096', hostname: 'nas', detail: 'why', waitedMs: 5000 }
    const { message, hint } = verdictWords(code, { kind: 'jellyfin', ...facts })
    const next = hint === null ? {} : { hint }
    return { ok: false, code, error: message, ...next, libraries: [], warnings: [] }
  }

  test.each([...passing, ...lasting])('with %s is told why, and the next step', (code) => {
    const result = failed(code)
    const text = textOf(render(result))
    const next = (result.hint ?? 'Test again.').replaceAll('`', '')
    expect(text).toStartWith(`${result.error} Next: ${next}`)
    expect(text).toEndWith(` ${code}`)
    expect(text).not.toContain('It works')
    expect(text).not.toContain('No scan was started')
  })

  test('is bad, unless that passes by itself', () => {
    expect([...new Set(lasting.map((code) => toneOf(failed(code))))]).toEqual(['bad'])
    expect([...new Set(passing.map((code) => toneOf(failed(code))))]).toEqual(['wait'])
  })
})

test('what a server says of itself is text', () => {
  const html = render({
    ...works,
    serverName: '<script>alert(1)</script>',
    version: '"><img src=x>',
    libraries: [{ name: '<b>\u202e', paths: ['<i>'] }],
    warnings: ['<u>'],
    hint: '<s>`<em>`',
  })
  expect(html).not.toMatch(/<(script|img|i|u|s|em)\b/)
  expect(html).toContain('&lt;script>')
  expect(html).toContain('<bdi>&lt;b>')
})

import { describe, expect, test } from 'bun:test'
import { isArr, programOf } from '../../../src/clients/program.ts'

const chrome =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'
const safari =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15'

describe('a User-Agent names the program and its version', () => {
  test.each([
    ['Sonarr/4.0.15.2941 (alpine 3.22)', 'Sonarr', '4.0.15.2941'],
    ['Sonarr/10.0.0.27602 (linux )', 'Sonarr', '10.0.0.27602'],
    ['Radarr/5.27.5.10198 (alpine 3.22.1)', 'Radarr', '5.27.5.10198'],
    ['Prowlarr/2.0.5.5160 (alpine 3.22.1)', 'Prowlarr', '2.0.5.5160'],
    ['axios/1.7.2', 'axios', '1.7.2'],
    ['Go-http-client/1.1', 'Go-http-client', '1.1'],
    ['python-requests/2.32.3', 'python-requests', '2.32.3'],
    ['cross-seed/7.0.0', 'cross-seed', '7.0.0'],
    ['HomeAssistant/2026.11.1 aiohttp/3.13 Python/3.14', 'HomeAssistant', '2026.11.1'],
    ['My Own Tool/2', 'My Own Tool', '2'],
    ['autobrr', 'autobrr', ''],
    ['node', 'node', ''],
    ['  undici  ', 'undici', ''],
    ['a program (of mine)', 'a program', ''],
    [chrome, 'Chrome', '142.0.0.0'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 'Firefox', '145.0'],
    [safari, 'Browser', ''],
    ['Mozilla/5.0', 'Browser', ''],
  ])('%j', (userAgent, name, version) => {
    expect(programOf(userAgent)).toEqual({ name, version })
  })
})

test.each([null, '', '   ', '/1.0', '(a comment)', '\u0000\u202e/1'])(
  '%j names nobody: it is unknown',
  (userAgent) => {
    expect(programOf(userAgent).name).toBe('unknown')
  }
)

describe('what a stranger sends is fit to be shown', () => {
  test('without control characters, and without those that turn the writing around', () => {
    expect(programOf('So\u0007na\u001b[31mrr\u202e\u2066\u200b\ufeff/4\u0000.0')).toEqual({
      name: 'Sona[31mrr',
      version: '4.0',
    })
  })

  test('cut at 60 characters, and never inside one', () => {
    const { name, version } = programOf(`${'😀'.repeat(61)}/${'1'.repeat(5000)}`)
    expect(name).toBe('😀'.repeat(60))
    expect(version).toBe('1'.repeat(60))
  })
})

test('the four that import what they had downloaded are known by their exact names', () => {
  expect(['Sonarr', 'Radarr', 'Lidarr', 'Readarr'].map(isArr)).toEqual([true, true, true, true])
  expect(['Prowlarr', 'sonarr', 'Sonarr ', 'Whisparr', 'unknown', ''].some(isArr)).toBeFalse()
})

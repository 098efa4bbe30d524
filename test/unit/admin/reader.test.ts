import { describe, expect, test } from 'bun:test'
import { addressOf, isLoopback, readReader } from '../../../src/admin/reader.ts'

const read = (headers: Record<string, string>) => readReader({ headers: new Headers(headers) })
const zoneOf = (cookie: string) => read({ host: 'nas:8070', cookie }).zone
/** The address under which the page believes to be seen. */
const seenAt = (host: string, url?: string) =>
  addressOf(read({ host, ...(url === undefined ? {} : { 'hx-current-url': url }) }))

describe('the zone', () => {
  test.each<[string, string]>([
    ['torrent_notifier_zone=Europe%2FBerlin', 'Europe/Berlin'],
    ['torrent_notifier_zone=Europe/Berlin', 'Europe/Berlin'],
    ['SID=x; torrent_notifier_zone=Asia%2FKolkata; other=1', 'Asia/Kolkata'],
    ['SID=x;torrent_notifier_zone=UTC', 'UTC'],
    ['torrent_notifier_zone=Etc%2FGMT%2B5', 'Etc/GMT+5'],
  ])('is read off "%s"', (cookie, zone) => {
    const reader = read({ host: 'nas:8070', cookie })
    expect(reader).toMatchObject({ zone, isZoneKnown: true })
  })

  test.each([
    '',
    'torrent_notifier_zone=',
    'torrent_notifier_zone=Mars%2FOlympus',
    'torrent_notifier_zone=%E0%A4%A',
    'torrent_notifier_zone=%3Cscript%3E',
    'torrent_notifier_zone=<script>alert(1)</script>',
    'torrent_notifier_zone="Europe/Berlin"',
    'not_torrent_notifier_zone=Europe%2FBerlin',
    `torrent_notifier_zone=${'Europe%2F'.repeat(2000)}`,
    'torrent_notifier_zone=%00',
  ])('is UTC, and not known, with the cookie "%.60s"', (cookie) => {
    expect(read({ host: 'nas:8070', cookie })).toMatchObject({ zone: 'UTC', isZoneKnown: false })
  })

  test('is never a text that the reader chose', () => {
    // Names are matched without case, and come back in the spelling of the database.
    expect(zoneOf('torrent_notifier_zone=eUrOpE%2FbErLiN')).toBe('Europe/Berlin')
  })
})

describe('the address', () => {
  test.each<[string, string]>([
    ['nas.local:8070', 'http://nas.local:8070'],
    ['nas.local', 'http://nas.local'],
    ['nas.local:80', 'http://nas.local'],
    ['nas.local:443', 'https://nas.local'],
    ['192.168.1.5:8070', 'http://192.168.1.5:8070'],
    ['[fd00::1]:8070', 'http://[fd00::1]:8070'],
    ['[fd00::443]', 'http://[fd00::443]'],
    ['[fd00::1]:443', 'https://[fd00::1]'],
    ['nas.local.:8070', 'http://nas.local:8070'],
    ['localhost.:8070', 'http://localhost:8070'],
    ['', 'http://localhost'],
  ])('for the Host "%s" is %s', (host, address) => {
    expect(seenAt(host)).toBe(address)
  })

  test.each<[string, string, string]>([
    ['nas.local', 'https://nas.local/?a=1#b', 'https://nas.local'],
    ['NAS.local', 'https://nas.local/', 'https://nas.local'],
    ['nas.local:8443', 'https://nas.local:8443/', 'https://nas.local:8443'],
    ['nas.local:443', 'https://nas.local/', 'https://nas.local'],
    ['[fd00::1]:8443', 'https://[fd00::1]:8443/', 'https://[fd00::1]:8443'],
    ['nas.local:8070', 'http://nas.local:8070/', 'http://nas.local:8070'],
  ])('for the Host "%s" at %s is %s', (host, url, address) => {
    expect(seenAt(host, url)).toBe(address)
  })

  test.each([
    'https://evil.com/',
    'https://nas.local:8070.evil.com/',
    'https://nas.local:8071/',
    'https://nas.local:8070@evil.com/',
    'https://nas.local/',
    'javascript:alert(1)//nas.local:8070',
    'file://nas.local:8070/',
    '//nas.local:8070',
    'not an address',
    '',
  ])('is that of the Host alone where the page claims to be "%s"', (url) => {
    expect(seenAt('nas.local:8070', url)).toBe('http://nas.local:8070')
  })

  test('names https where a navigation tells of it', () => {
    const headers = {
      host: 'nas.example.org',
      'sec-fetch-site': 'none',
      'sec-fetch-dest': 'document',
    }
    expect(addressOf(read(headers))).toBe('https://nas.example.org')
    expect(addressOf(read({ ...headers, host: 'nas.lan:8443' }))).toBe('https://nas.lan:8443')
    expect(addressOf(read({ ...headers, host: 'localhost:8070' }))).toBe('http://localhost:8070')
  })

  test('is not what a proxy says', () => {
    const headers = { host: 'nas.local', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil' }
    expect(addressOf(read(headers))).toBe('http://nas.local')
  })
})

test.each<[string, boolean]>([
  ['localhost', true],
  ['app.localhost', true],
  ['0.0.0.0', true],
  ['[::]', true],
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['[::1]', true],
  ['nas.local', false],
  ['localhost.evil.com', false],
  ['127.0.0.1.evil.com', false],
  ['192.168.1.5', false],
  ['[fd00::1]', false],
])('%s is the machine itself: %p', (hostname, is) => {
  expect(isLoopback({ hostname })).toBe(is)
})

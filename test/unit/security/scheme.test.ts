import { describe, expect, test } from 'bun:test'
import { cameByHttps } from '../../../src/security/scheme.ts'

const by = (headers: Record<string, string>) => cameByHttps({ headers: new Headers(headers) })

describe('a browser came by https', () => {
  test.each<[string, Record<string, string>]>([
    ['its form says so', { host: 'nas', origin: 'https://nas' }],
    ['its form says so, at another port', { host: 'nas:8443', origin: 'https://nas:8443' }],
    ['htmx says so', { host: 'nas', 'hx-current-url': 'https://nas/?a=1' }],
    ['the page before says so', { host: 'nas', referer: 'https://nas/settings' }],
    ['it tells what it fetches for', { host: 'nas', 'sec-fetch-site': 'none' }],
    [
      'it tells what it fetches for, whatever led there',
      { host: 'nas', 'sec-fetch-site': 'same-site', referer: 'http://nas/' },
    ],
    [
      'its form says so through a proxy that names another host',
      {
        host: 'localhost:8070',
        'sec-fetch-site': 'same-origin',
        origin: 'https://nas.example.org',
      },
    ],
  ])('where %s', (_how, headers) => {
    expect(by(headers)).toBe(true)
  })
})

describe('a browser came by plain http', () => {
  test.each<[string, Record<string, string>]>([
    ['it says nothing', { host: 'nas' }],
    ['its form says so', { host: 'nas:8070', origin: 'http://nas:8070' }],
    ['another page sent it', { host: 'nas:8070', origin: 'https://evil.com' }],
    ['another service of this host sent it', { host: 'nas:8070', referer: 'https://nas:8096/' }],
    ['only a proxy says otherwise', { host: 'nas', 'x-forwarded-proto': 'https' }],
    ['its origin is hidden', { host: 'nas', origin: 'null' }],
    ['it tells what it fetches for to itself', { host: 'localhost', 'sec-fetch-site': 'none' }],
    ['the same by address', { host: '127.0.0.1:8070', 'sec-fetch-site': 'cross-site' }],
    [
      'its form says so through a tunnel that names another host',
      { host: 'inside', 'sec-fetch-site': 'same-origin', origin: 'http://localhost:9000' },
    ],
    ['its Host is none', { host: 'a, b', 'sec-fetch-site': 'none' }],
  ])('where %s', (_how, headers) => {
    expect(by(headers)).toBe(false)
  })
})

import { describe, expect, test } from 'bun:test'
import { parseHost } from '../../../src/security/host.ts'
import { isNamedOrigin, isSameHost, parseOrigin } from '../../../src/security/origin.ts'

const same = (rawOrigin: string, rawHost: string): boolean => {
  const origin = parseOrigin(rawOrigin)
  const host = parseHost(rawHost)
  return origin !== null && host !== null && isSameHost(origin, host)
}

describe('an origin', () => {
  const equal: [origin: string, host: string][] = [
    ['http://nas', 'nas'],
    ['http://nas', 'nas:80'],
    ['http://nas:80', 'nas'],
    ['http://NAS', 'nas'],
    ['https://nas', 'nas'],
    ['https://nas', 'nas:443'],
    ['https://nas:443', 'nas'],
    ['http://nas:8070', 'nas:8070'],
    ['https://nas:8070', 'nas:8070'],
    ['http://192.168.1.5:8070', '192.168.1.5:8070'],
    ['http://[::1]:8070', '[::1]:8070'],
    ['http://nas.local', 'nas.local.'],
  ]
  for (const [origin, host] of equal) {
    test(`${origin} is that of Host ${host}`, () => expect(same(origin, host)).toBe(true))
  }

  const different: [origin: string, host: string][] = [
    ['http://nas', 'nas2'],
    ['http://nas', 'nas:8070'],
    ['http://nas:8070', 'nas'],
    ['http://nas:443', 'nas'],
    ['https://nas:80', 'nas'],
    ['https://nas', 'nas:80'],
    ['http://nas', 'nas:443'],
    ['http://nas:8071', 'nas:8070'],
    ['http://evil.com', 'nas'],
    ['http://nas.evil.com', 'nas'],
    ['http://nas@evil.com', 'nas'],
    ['null', 'nas'],
    ['', 'nas'],
    ['nas', 'nas'],
    ['//nas', 'nas'],
    ['file://nas', 'nas'],
    ['chrome-extension://nas', 'nas'],
    ['http://nas/', 'nas'],
    ['http://nas, http://nas', 'nas'],
    ['http://nas http://evil', 'nas'],
  ]
  for (const [origin, host] of different) {
    test(`${JSON.stringify(origin)} is foreign to Host ${host}`, () => {
      expect(same(origin, host)).toBe(false)
    })
  }
})

describe('a named origin', () => {
  const allowed = ['https://torrx.example.org', 'http://nas:3000', 'https://*.home.example.org']
  const isNamed = (raw: string) => {
    const origin = parseOrigin(raw)
    return origin !== null && isNamedOrigin(origin, allowed)
  }

  test('is named with scheme, name and port', () => {
    for (const raw of [
      'https://torrx.example.org',
      'https://TORRX.example.org',
      'https://torrx.example.org:443',
      'http://nas:3000',
      'https://a.home.example.org',
      'https://a.b.home.example.org',
    ]) {
      expect([raw, isNamed(raw)]).toEqual([raw, true])
    }
  })

  test('is no other one', () => {
    for (const raw of [
      'http://torrx.example.org',
      'https://torrx.example.org:8443',
      'https://x.torrx.example.org',
      'http://nas',
      'http://nas:3001',
      'https://home.example.org',
      'https://evilhome.example.org',
      'http://a.home.example.org',
      'https://torrx.example.org.evil.com',
      'null',
    ]) {
      expect([raw, isNamed(raw)]).toEqual([raw, false])
    }
  })
})

import { describe, expect, test } from 'bun:test'
import { isKnownHost, isLoopbackAddress, parseHost } from '../../../src/security/host.ts'

const allowedHosts = ['nas.example.org', '*.home.example.com']

/** What becomes of a raw Host: its requests are answered, refused by name, or it is malformed. */
type Fate = 'known' | 'strange' | 'malformed'

const hosts: Record<Fate, string[]> = {
  known: [
    'localhost',
    'localhost:8070',
    'LOCALHOST',
    'nas',
    'NAS:80',
    'n',
    'torrent-notifier:8070',
    'my_nas',
    'nas.',
    '127.0.0.1',
    '127.0.0.1:8070',
    '192.168.1.5:65535',
    '8.8.8.8',
    '0.0.0.0',
    '[::1]',
    '[::1]:8070',
    '[fe80::1]',
    '[2001:DB8::5]:80',
    '[::ffff:192.168.1.5]',
    'nas.local',
    'nas.local.',
    'a.b.c.local:1',
    'nas.lan',
    'nas.home',
    'nas.home.arpa',
    'nas.internal',
    'nas.localdomain',
    'app.localhost',
    'NAS.Local:8070',
    'nas.example.org',
    'NAS.EXAMPLE.ORG:8443',
    'nas.example.org.',
    'a.home.example.com',
    'a.b.home.example.com',
  ],
  strange: [
    'evil.com',
    'evil.com:8070',
    'EVIL.com.',
    'localhost.evil.com',
    'local.evil.com',
    'nas.local.evil.com',
    'nas-local.com',
    'evillocal.com',
    'notlan.net',
    '192.168.1.5.nip.io',
    '127.0.0.1.evil.com',
    'xn--nas-5ka.com',
    'x.nas.example.org',
    'nas.example.org.evil.com',
    'home.example.com',
    'evilhome.example.com',
    'example.org',
    'arpa.com',
    'nas.arpa',
  ],
  malformed: [
    '',
    ' ',
    ':8070',
    'a, b',
    'nas, nas',
    'localhost,localhost',
    'nas evil.com',
    'nas/evil',
    'a/b@c',
    'user@nas',
    'user:pass@nas',
    'nas:',
    'nas:port',
    'nas:123456',
    'nas:65536',
    'nas:-1',
    'nas:80:80',
    'nas?x',
    'nas#x',
    'nas\\x',
    'http://nas',
    'nas..local',
    '.local',
    '..',
    '.',
    'nas.local..',
    'nas%2elocal',
    'näs',
    'nas\u0000',
    'nas\tlocal',
    '*',
    '*.local',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '01.2.3.4',
    '0x7f.1',
    '0x7f000001',
    '2130706433',
    'evil.0x1',
    '[::1',
    '::1',
    '[::1]x',
    '[::1]:',
    '[]',
    '[::g]',
    '[fe80::1%eth0]',
    '[127.0.0.1]',
    '[v1.x]',
    `${'a'.repeat(64)}.local`,
    `${'a.'.repeat(130)}local`,
  ],
}

describe('a raw Host', () => {
  for (const raw of hosts.known) {
    test(`${JSON.stringify(raw)} is known`, () => {
      const host = parseHost(raw)
      expect(host).not.toBeNull()
      expect(host !== null && isKnownHost(host, allowedHosts)).toBe(true)
    })
  }
  for (const raw of hosts.strange) {
    test(`${JSON.stringify(raw)} is well-formed and strange`, () => {
      const host = parseHost(raw)
      expect(host).not.toBeNull()
      expect(host !== null && isKnownHost(host, allowedHosts)).toBe(false)
    })
  }
  for (const raw of hosts.malformed) {
    test(`${JSON.stringify(raw).slice(0, 40)} is malformed`, () => {
      expect(parseHost(raw)).toBeNull()
    })
  }

  test('comes back in lower case, with its port as a number', () => {
    expect(parseHost('NAS.Local.:8070')).toEqual({
      name: 'nas.local',
      port: 8070,
      isAddress: false,
    })
    expect(parseHost('[::1]')).toEqual({ name: '[::1]', port: null, isAddress: true })
  })
})

test.each<[string, boolean]>([
  ['127.0.0.1', true],
  ['::1', true],
  ['localhost', true],
  ['', false],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.1.5', false],
])('who listens on "%s" is reached by the machine itself alone: %p', (address, isSo) => {
  expect(isLoopbackAddress(address)).toBe(isSo)
})

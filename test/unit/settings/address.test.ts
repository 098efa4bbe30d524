import { describe, expect, test } from 'bun:test'
import { originOf, parseAddress } from '../../../src/settings/address.ts'

const accepted: [typed: string, address: string][] = [
  ['http://jellyfin:8096', 'http://jellyfin:8096'],
  ['http://jellyfin:8096/', 'http://jellyfin:8096'],
  ['  http://jellyfin:8096//  ', 'http://jellyfin:8096'],
  ['HTTP://Jellyfin:8096/JF/', 'http://jellyfin:8096/JF'],
  ['https://nas.example.org/jellyfin/', 'https://nas.example.org/jellyfin'],
  ['https://nas:443', 'https://nas'],
  ['http://127.0.0.1:8096', 'http://127.0.0.1:8096'],
  ['http://2130706433', 'http://127.0.0.1'],
  ['http://①②⑦.0.0.1', 'http://127.0.0.1'],
  ['http://192.168.1.5:8096', 'http://192.168.1.5:8096'],
  ['http://10.0.0.1', 'http://10.0.0.1'],
  ['http://[::1]:8096', 'http://[::1]:8096'],
  ['http://[fd00:abc::5]', 'http://[fd00:abc::5]'],
  ['http://[::ffff:192.168.1.5]', 'http://[::ffff:c0a8:105]'],
  ['http://münchen.lan', 'http://xn--mnchen-3ya.lan'],
  ['http://ex_am.ple', 'http://ex_am.ple'],
]

const refused = [
  'jellyfin:8096',
  'jellyfin',
  '//jellyfin',
  'ftp://jellyfin',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'http:jellyfin',
  'http:/jellyfin',
  'http:\\\\jellyfin',
  'http:///jellyfin',
  'http://',
  'http://jelly fin',
  'http://jelly\nfin',
  'http://jellyfin\\x',
  'http://jellyfin:99999',
  'http://user@jellyfin',
  'http://user:pass@jellyfin',
  'http://@jellyfin',
  'http://jellyfin/?a=b',
  'http://jellyfin/?',
  'http://jellyfin?x',
  'http://jellyfin/#',
  'http://jellyfin#a@b',
  `http://jellyfin/${'a'.repeat(2048)}`,
  // Where no media server can be, in every spelling that the URL parser takes.
  'http://169.254.169.254/latest',
  'http://169.254.169.254.',
  'http://2852039166',
  'http://0xa9fea9fe',
  'http://0xa9.0xfe.0xa9.0xfe',
  'http://0251.0376.0251.0376',
  'http://169.254.43518',
  'http://①⑥⑨.②⑤④.169.254',
  'http://%31%36%39.254.169.254',
  'http://[::ffff:169.254.169.254]',
  'http://[::ffff:a9fe:a9fe]',
  'http://[0:0:0:0:0:ffff:a9fe:a9fe]',
  'http://[::169.254.169.254]',
  'http://[64:ff9b::a9fe:a9fe]',
  'http://[fe80::1]',
  'http://[FEBF::1]',
  'http://[fd00:ec2::254]',
  'http://[fd00:0EC2:0::254]',
  'http://[ff02::1]',
  'http://[::]',
  'http://[0:0:0:0:0:0:0:0]',
  'http://[::ffff:0.0.0.0]',
  'http://0.0.0.0:8096',
  'http://0',
  'http://224.0.0.1',
  'http://239.255.255.250',
  'http://255.255.255.255',
]

describe('an address', () => {
  for (const [typed, address] of accepted) {
    test(`is taken: ${JSON.stringify(typed)}`, () => {
      expect(parseAddress(typed)).toEqual({ address })
    })
  }

  test('with a port that there is not is refused for that', () => {
    expect(parseAddress('http://nas:99999/jellyfin')).toEqual({
      problem: expect.stringContaining('has a port above 65535'),
    })
    expect(parseAddress('http://[::1/')).toEqual({
      problem: expect.stringContaining('is not an address'),
    })
  })

  for (const typed of refused) {
    test(`is refused: ${JSON.stringify(typed).slice(0, 60)}`, () => {
      expect(parseAddress(typed)).toEqual({ problem: expect.any(String) })
    })
  }

  test('keeps what it parsed to when it is parsed again', () => {
    for (const [, address] of accepted) expect(parseAddress(address)).toEqual({ address })
  })

  test('is never repeated in what is said about it', () => {
    for (const typed of ['http://user:geheim@jellyfin', 'http://jellyfin/?key=geheim']) {
      expect(JSON.stringify(parseAddress(typed))).not.toContain('geheim')
    }
  })
})

describe('an origin', () => {
  test('is scheme, host and port, in one spelling', () => {
    expect(originOf('http://old:8096/base')).toBe('http://old:8096')
    expect(originOf('https://old:443')).toBe(originOf('https://old'))
    expect(originOf('http://old')).not.toBe(originOf('https://old'))
    expect(originOf('')).toBeNull()
  })
})

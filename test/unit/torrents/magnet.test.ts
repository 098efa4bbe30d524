import { describe, expect, test } from 'bun:test'
import { readMagnet as readAsEngine } from '../../../src/demo/engine/magnet.ts'
import { type MagnetRefusal, readMagnet } from '../../../src/torrents/source/magnet.ts'
import { createSeededRandom, type SeededRandom } from '../../support/seeded-random.ts'

const HEX = '024631c67ed88449dd2a55ba97c8cd37a1563527'
const BASE32 = 'AJDDDRT63CCETXJKKW5JPSGNG6QVMNJH'
const OTHER = 'f'.repeat(40)
const LINK = `magnet:?xt=urn:btih:${HEX}`

const accepted = (text: string) => {
  const read = readMagnet(text)
  if (read.kind === 'refused') throw new Error(read.reason)
  return read
}

describe('a magnet link', () => {
  test('tells what it names, and is written anew without the rest', () => {
    const link = `magnet:?xl=5&dn=Show%20S01&tr=udp%3A%2F%2Fa.invalid%3A80&xt=urn:btih:${HEX}&x.pe=10.0.0.1:1&ws=http://a a&so=0&tr=x`
    expect(readMagnet(link)).toEqual({
      kind: 'magnet',
      id: HEX,
      name: 'Show S01',
      trackers: ['udp://a.invalid:80'],
      magnet: `${LINK}&dn=Show%20S01&tr=udp%3A%2F%2Fa.invalid%3A80`,
    })
  })

  test.each([
    ['upper-case hexadecimal', `magnet:?xt=urn:btih:${HEX.toUpperCase()}`],
    ['base32', `magnet:?xt=urn:btih:${BASE32}`],
    ['lower-case base32', `magnet:?xt=urn:btih:${BASE32.toLowerCase()}`],
    ['everything in capitals', LINK.toUpperCase()],
    ['a numbered key', `magnet:?xt.1=urn:btih:${HEX}`],
    ['its topic encoded', `magnet:?xt=urn%3Abtih%3A${HEX}`],
    ['a hash of each version', `magnet:?xt=urn:btmh:1220${'a'.repeat(64)}&xt=urn:btih:${HEX}`],
    ['the same hash twice', `${LINK}&xt=urn:btih:${BASE32}`],
    ['a hash of another network', `magnet:?xt=urn:ed2k:${'1'.repeat(32)}&xt=urn:btih:${HEX}`],
    ['space around it', ` ${LINK}\r\n`],
    ['nothing but the hash', HEX.toUpperCase()],
    ['nothing but the hash in base32', BASE32],
  ])('with %s is taken', (_, text) => {
    expect(readMagnet(text)).toMatchObject({ kind: 'magnet', id: HEX, magnet: LINK, name: '' })
  })

  test.each<[string, string, MagnetRefusal]>([
    ['nothing', '', 'not-a-magnet'],
    ['an address', 'http://a.invalid/x.torrent', 'not-a-magnet'],
    ['no query', `magnet:xt=urn:btih:${HEX}`, 'not-a-magnet'],
    ['a hash of the wrong length', HEX.slice(1), 'not-a-magnet'],
    ['nothing but a hash of zeros', '0'.repeat(40), 'not-a-magnet'],
    ['no topic', 'magnet:?dn=x', 'no-v1-hash'],
    ['an empty topic', 'magnet:?xt=', 'no-v1-hash'],
    ['version 2 alone', `magnet:?xt=urn:btmh:1220${'a'.repeat(64)}`, 'no-v1-hash'],
    ['a hash of another network alone', 'magnet:?xt=urn:sha1:ABC', 'no-v1-hash'],
    ['the hash under another key', `magnet:?xt1=urn:btih:${HEX}`, 'no-v1-hash'],
    ['a short hash', LINK.slice(0, -1), 'bad-hash'],
    ['a long hash', `${LINK}0`, 'bad-hash'],
    ['a wrong digit', `${LINK.slice(0, -1)}g`, 'bad-hash'],
    ['a wrong digit of base32', `magnet:?xt=urn:btih:${BASE32.slice(0, -1)}1`, 'bad-hash'],
    ['a hash of zeros', `magnet:?xt=urn:btih:${'0'.repeat(40)}`, 'bad-hash'],
    ['a base32 hash of zeros', `magnet:?xt=urn:btih:${'A'.repeat(32)}`, 'bad-hash'],
    ['two hashes', `${LINK}&xt=urn:btih:${OTHER}`, 'bad-hash'],
    ['a good and a bad hash', `${LINK}&xt=urn:btih:x`, 'bad-hash'],
    ['more than 64 KiB', `${LINK}&x=${'ü'.repeat(32_768)}`, 'too-large'],
  ])('of %s is refused', (_, text, reason) => {
    expect(readMagnet(text)).toEqual({ kind: 'refused', reason })
  })

  test.each([
    ['with a space', 'Show+S01+E01', 'Show S01 E01'],
    ['with a plus', 'C%2B%2B', 'C++'],
    ['beyond ASCII', '%D0%A4%D0%B8%D0%BB%D1%8C%D0%BC', 'Фильм'],
    ['beyond ASCII and not encoded', 'Фильм', 'Фильм'],
    ['with a % that begins nothing', '100% %zz', '100% %zz'],
    ['with what ends other links', 'a#b?c=d', 'a#b?c=d'],
    ['with control characters', 'a%00b%0d%0Ac\u0085', 'abc'],
    ['with half a character', 'a%D0', 'a\ufffd'],
    ['with half a pair', 'a\ud800', 'a\ufffd'],
    ['of spaces', '+%20', ''],
    ['that is empty', '', ''],
  ])('has a name %s', (_, text, name) => {
    const read = accepted(`${LINK}&dn=${text}&dn=second`)
    expect(read.name).toBe(name)
    expect(accepted(read.magnet)).toEqual(read)
  })

  test('has a name cut at a character', () => {
    expect(accepted(`${LINK}&dn=${'x'.repeat(300)}`).name).toBe('x'.repeat(255))
    expect(accepted(`${LINK}&dn=${'ü'.repeat(300)}`).name).toBe('ü'.repeat(127))
    expect(accepted(`${LINK}&dn=${'🎬'.repeat(300)}`).name).toBe('🎬'.repeat(63))
  })

  test('has trackers as they are written, each once and 50 at most', () => {
    const trackers = ['http://a.invalid/x+y?k=%2F', 'UDP://b.invalid:1', 'wss://[::1]:80/a']
    const parameters = trackers.map((tracker) => `&tr=${encodeURIComponent(tracker)}`).join('')
    expect(accepted(`${LINK}${parameters}${parameters}&tr.1=ws://c`).trackers).toEqual([
      ...trackers,
      'ws://c',
    ])
    const many = Array.from({ length: 60 }, (_, index) => `&tr=udp://a:${index + 1}`).join('')
    expect(accepted(LINK + many).trackers).toHaveLength(50)
  })

  test.each([
    'ftp://a.invalid/',
    'http://',
    'http:///announce',
    'http:a.invalid',
    '//a.invalid',
    'http://a b/',
    'http://a.invalid:99999/',
    'http://[::1',
    'http://a.invalid/a b',
    'http://a.invalid/%25zz%zz',
    'http://a.invalid/\u00fc',
    'http://a.invalid/\n',
    `http://a.invalid/${'x'.repeat(1008)}`,
  ])('has no tracker %p', (tracker) => {
    const parameter = encodeURIComponent(tracker)
    expect(accepted(`${LINK}&tr=${parameter}`)).toMatchObject({ trackers: [], magnet: LINK })
  })
})

describe('whatever magnet link is let through', () => {
  test('the engine takes, with the same id', () => {
    const random = createSeededRandom(1871)
    let passed = 0
    for (let round = 0; round < 20_000; round += 1) {
      const read = readMagnet(somehow(random))
      if (read.kind === 'refused') continue
      passed += 1
      const taken = { kind: 'accepted', id: read.id, hashText: read.id } as const
      expect(readAsEngine(read.magnet)).toEqual(taken)
      expect(accepted(read.magnet)).toEqual(read)
    }
    expect(passed).toBeGreaterThan(5000)
  })
})

/** A link of good and bad parts, with a few characters changed. */
const somehow = (random: SeededRandom): string => {
  const hash = () => random.pick([HEX, BASE32, BASE32.toLowerCase(), '0'.repeat(40), OTHER, 'x'])
  const parts: [() => string, ...(() => string)[]] = [
    () => `xt=urn:btih:${hash()}`,
    () => `XT.${random.below(3)}=URN:BTIH:${hash()}`,
    () => 'xt=urn:btmh:1220aa',
    () => `dn=${random.pick(['a', 'a+b', '%', '%ff', 'ü', '#', '\ud800', ';', 'xt=urn:btih:'])}`,
    () => `tr=${random.pick(['udp://a:1', 'http://a/?b=c', 'http%3A%2F%2Fa%2F', 'x', 'ws://b'])}`,
  ]
  const part = () => random.pick(parts)()
  const start = random.pick(['magnet:?', 'magnet:?', 'MAGNET:?', 'magnet:', ''])
  let link =
    start + [`xt=urn:btih:${HEX}`, ...Array.from({ length: random.below(4) }, part)].join('&')
  while (random.chance(0.4)) {
    const at = random.below(link.length)
    const character = String.fromCharCode(random.below(random.pick([128, 0x10000])))
    link = link.slice(0, at) + character + link.slice(at + random.below(2))
  }
  return link
}

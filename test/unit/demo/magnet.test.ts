import { describe, expect, test } from 'bun:test'
import { readMagnet } from '../../../src/demo/engine/magnet.ts'

const HEX = '024631c67ed88449dd2a55ba97c8cd37a1563527'
const BASE32 = 'AJDDDRT63CCETXJKKW5JPSGNG6QVMNJH'

describe('a magnet link', () => {
  test.each([
    ['lower-case hexadecimal', `magnet:?xt=urn:btih:${HEX}`, HEX],
    [
      'upper-case hexadecimal',
      `magnet:?dn=x&xt=urn:btih:${HEX.toUpperCase()}&tr=y`,
      HEX.toUpperCase(),
    ],
    ['base32', `magnet:?xt=urn:btih:${BASE32}`, BASE32],
    ['a hash of each version', `magnet:?xt=urn:btmh:1220aa&xt=urn:btih:${HEX}`, HEX],
    ['a scheme in capitals', `MAGNET:?xt=urn:btih:${HEX}`, HEX],
  ])('with %s has the hash as its id and keeps its spelling', (_, link, hashText) => {
    expect(readMagnet(link)).toEqual({ kind: 'accepted', id: HEX, hashText })
  })

  test.each([
    ['no hash', 'magnet:?dn=x'],
    ['a numbered key', `magnet:?xt.1=urn:btih:${HEX}`],
    ['a key in capitals', `magnet:?XT=urn:btih:${HEX}`],
    ['a urn in capitals', `magnet:?xt=URN:BTIH:${HEX}`],
    ['a version 2 hash alone', 'magnet:?xt=urn:btmh:1220aa'],
    ['a hash of zeros', `magnet:?xt=urn:btih:${'0'.repeat(40)}`],
    ['a base32 hash of zeros', `magnet:?xt=urn:btih:${'A'.repeat(32)}`],
  ])('with %s ends the process', (_, link) => {
    expect(readMagnet(link)).toEqual({ kind: 'fatal' })
  })
})

import { describe, expect, test } from 'bun:test'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isLostWithContainer } from '../../../src/store/volume.ts'

const folder = mkdtempSync(join(tmpdir(), 'volume-'))
const marks = [join(folder, 'dockerenv')]
writeFileSync(join(folder, 'dockerenv'), '')

const lost = (path: string, points: readonly string[], given: { marks?: string[] } = {}) => {
  const mounts = join(folder, 'mountinfo')
  const line = (point: string) => `36 35 98:0 / ${point} rw,noatime - ext4 /dev/sda1 rw`
  writeFileSync(mounts, points.map(line).join('\n'))
  return isLostWithContainer(path, { marks, mounts, ...given })
}

describe('a data folder in a container', () => {
  test('is kept where it is a volume, or lies in one', () => {
    expect(lost('/data', ['/', '/proc', '/data'])).toBe(false)
    expect(lost('/data/notifier', ['/', '/data'])).toBe(false)
    expect(lost('/my data', ['/', '/my\\040data'])).toBe(false)
  })

  test('is lost in the layer of the container itself', () => {
    expect(lost('/data', ['/', '/proc', '/etc/hosts'])).toBe(true)
    expect(lost('/database', ['/', '/data'])).toBe(true)
  })

  test('is not judged where the mounts cannot be read', () => {
    expect(isLostWithContainer('/data', { marks, mounts: join(folder, 'nothing') })).toBe(false)
  })
})

test('a data folder outside a container is never lost with one', () => {
  expect(lost('/data', ['/'], { marks: [join(folder, 'no-such-mark')] })).toBe(false)
})

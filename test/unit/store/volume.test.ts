import { describe, expect, test } from 'bun:test'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isLostWithContainer } from '../../../src/store/volume.ts'

const folder = mkdtempSync(join(tmpdir(), 'volume-'))
const marks = [join(folder, 'dockerenv')]
writeFileSync(join(folder, 'dockerenv'), '')

const overlay =
  '42 41 0:50 / / rw,relatime - overlay overlay rw,lowerdir=/var/lib/docker/overlay2/l'

const lost = (
  path: string,
  points: readonly string[],
  { root = overlay, ...given }: { marks?: string[]; root?: string } = {}
) => {
  const mounts = join(folder, 'mountinfo')
  const line = (point: string) => `36 35 98:0 / ${point} rw,noatime - ext4 /dev/sda1 rw`
  writeFileSync(mounts, `${[root, ...points.map(line)].join('\n')}\n`)
  return isLostWithContainer(path, { marks, mounts, ...given })
}

describe('a data folder in a container', () => {
  test('is kept where it is a volume, or lies in one', () => {
    expect(lost('/data', ['/proc', '/data'])).toBe(false)
    expect(lost('/data/notifier', ['/data'])).toBe(false)
    expect(lost('/my data', ['/my\\040data'])).toBe(false)
  })

  test('is lost in the layer of the container itself', () => {
    expect(lost('/data', ['/proc', '/etc/hosts'])).toBe(true)
    expect(lost('/database', ['/data'])).toBe(true)
  })

  test.each([
    ['overlay', overlay],
    ['fuse-overlayfs', '42 41 0:50 / / rw shared:1 - fuse.fuse-overlayfs fuse-overlayfs rw'],
    ['btrfs', '42 41 0:50 /@/docker/btrfs/subvolumes/ab / rw - btrfs /dev/sda1 rw'],
    ['zfs', '42 41 0:50 / / rw - zfs rpool/docker/ab rw'],
    ['vfs', '42 41 8:1 /var/lib/docker/vfs/dir/ab / rw - ext4 /dev/sda1 rw'],
  ])('is lost in a layer of %s', (_, root) => {
    expect(lost('/data', ['/proc'], { root })).toBe(true)
  })

  test('is not judged where the mounts cannot be read', () => {
    expect(isLostWithContainer('/data', { marks, mounts: join(folder, 'nothing') })).toBe(false)
  })
})

test('a data folder outside a container is never lost with one', () => {
  expect(lost('/data', [], { marks: [join(folder, 'no-such-mark')] })).toBe(false)
})

describe('a mark of containers outside of one', () => {
  test('is not believed where the root is a whole disk, as in a machine made of an image', () => {
    const root = '27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard'
    expect(lost('/data', ['/proc'], { root })).toBe(false)
  })

  test('is not believed where the root is no mount, as after a chroot', () => {
    expect(lost('/data', ['/proc'], { root: '' })).toBe(false)
  })
})

import { describe, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { explain } from '../../../src/commands/exit.ts'
import { StoreUnusable } from '../../../src/store/unusable.ts'
import { silentLog } from '../../support/silent-log.ts'
import { textOf } from './files.ts'

const NAME = 'torrent-notifier.service'
const text = await textOf('deploy', 'systemd', NAME)
const valuesOf = (key: string) =>
  [...text.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value]) => value)

/** The unit as systemd-analyze takes it: with a program that is there. */
const analyze = async (...words: string[]) => {
  const folder = await mkdtemp(join(tmpdir(), 'unit-'))
  const path = join(folder, NAME)
  await Bun.write(path, text.replace(/^ExecStart=.*$/m, `ExecStart=${process.execPath}`))
  const { exitCode, stdout, stderr } = Bun.spawnSync(['systemd-analyze', ...words, path])
  await rm(folder, { recursive: true })
  return { exitCode, said: `${stdout}${stderr}` }
}

describe('the systemd unit', () => {
  test('keeps its data in the one folder that it may write', () => {
    const [folder] = valuesOf('StateDirectory')
    expect(valuesOf('Environment')).toContain(`DATA_DIR=/var/lib/${folder}`)
    expect(valuesOf('ProtectSystem')).toEqual(['strict'])
  })

  test('is started again after everything but what only its owner can change', () => {
    expect(valuesOf('Restart')).toEqual(['always'])
    const needsOwner = explain(new StoreUnusable('the database', 'damaged'), silentLog)
    expect(valuesOf('RestartPreventExitStatus')).toEqual([String(needsOwner)])
  })

  test("has the container's limits, and leaves the JavaScript engine its compiler", () => {
    expect(valuesOf('MemoryMax')).toEqual(['128M'])
    expect(valuesOf('CPUQuota')).toEqual(['25%'])
    expect(valuesOf('MemoryDenyWriteExecute')).toEqual([])
  })

  describe.skipIf(Bun.which('systemd-analyze') === null)('to systemd', () => {
    test('is a unit without a fault', async () => {
      expect(await analyze('verify', '--man=no')).toEqual({ exitCode: 0, said: '' })
    })

    test('is exposed no further than what it does asks for', async () => {
      // In tenths of 10: the network that it serves is most of what is left.
      const { exitCode, said } = await analyze(
        'security',
        '--offline=true',
        '--threshold=15',
        '--no-pager'
      )
      expect([exitCode, said]).toEqual([0, expect.stringContaining('Overall exposure level')])
    })
  })
})

import { afterEach, beforeEach, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findMongod } from '../../support/find-mongod.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'torrent-notifier-find-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A program that says its version, or ends with this exit code. */
const program = (place: string, { exitCode = 0, mode = 0o755 } = {}): string => {
  const path = join(folder, place, 'mongod')
  mkdirSync(join(folder, place), { recursive: true })
  writeFileSync(path, `#!/bin/sh\nexit ${exitCode}\n`, { mode })
  return path
}
const CACHED = 'cache/torrent-notifier/mongod-6.0.5'

test('the variable comes first, then the path, then the cache folder', async () => {
  const [named, onPath, cached] = [program('named'), program('path'), program(CACHED)]
  const env = {
    MONGOMS_SYSTEM_BINARY: named,
    PATH: join(folder, 'path'),
    XDG_CACHE_HOME: join(folder, 'cache'),
  }
  expect(await findMongod(env)).toEqual({ path: named })
  expect(await findMongod({ ...env, MONGOMS_SYSTEM_BINARY: '' })).toEqual({ path: onPath })
  expect(await findMongod({ XDG_CACHE_HOME: env.XDG_CACHE_HOME })).toEqual({ path: cached })
})

test('the cache folder is the one in the home where no other is named', async () => {
  const path = program(CACHED.replace('cache', 'home/.cache'))
  expect(await findMongod({ XDG_CACHE_HOME: '', HOME: join(folder, 'home') })).toEqual({ path })
})

test.each([
  ['ends with an error', { exitCode: 1 }],
  ['cannot be executed', { mode: 0o644 }],
])('a server that %s is passed over', async (_, flaw) => {
  const MONGOMS_SYSTEM_BINARY = program('broken', flaw)
  const path = program('path')
  expect(await findMongod({ MONGOMS_SYSTEM_BINARY, PATH: join(folder, 'path') })).toEqual({ path })
})

test('a server that is not where the variable says is passed over', async () => {
  const path = program('path')
  const env = { MONGOMS_SYSTEM_BINARY: join(folder, 'nowhere'), PATH: join(folder, 'path') }
  expect(await findMongod(env)).toEqual({ path })
})

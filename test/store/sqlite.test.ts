import { Database } from 'bun:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStore, sqliteFileName } from '../../src/store/sqlite.ts'
import type { Store } from '../../src/store/store.ts'
import { StoreUnusable } from '../../src/store/unusable.ts'
import { Unavailable } from '../../src/upstream-error.ts'
import { silentLog } from '../support/silent-log.ts'
import { spoiltFields } from './bench.ts'
import { completionOf } from './completions.ts'
import { describeStore } from './contract.ts'

const makeFolder = () => mkdtempSync(join(tmpdir(), 'torrent-notifier-store-'))
const removeFolder = (folder: string) => rmSync(folder, { recursive: true, force: true })

describeStore('SQLite store', async () => {
  const dataDir = makeFolder()
  const opened: Store[] = []
  const directly = (sql: string, ...params: string[]) => {
    using database = new Database(join(dataDir, sqliteFileName))
    database.run(sql, params)
  }
  return {
    open(log) {
      const store = openSqliteStore({ dataDir, log })
      opened.push(store)
      return store
    },
    async writeShape(version) {
      directly(`PRAGMA user_version = ${version}`)
    },
    async spoil(part, id) {
      const fields = JSON.stringify(spoiltFields[part])
      const change =
        part === 'completions' ? `owed = ? ->> 'owed'` : 'content = json_patch(content, ?)'
      directly(`UPDATE ${part} SET ${change} WHERE id = ?`, fields, id)
    },
    async age(id) {
      directly('UPDATE completions SET completed_at = NULL WHERE id = ?', id)
    },
    async dispose() {
      await Promise.all(opened.map((store) => store.close()))
      removeFolder(dataDir)
    },
  }
})

describe('the SQLite file', () => {
  let dataDir: string
  let path: string
  beforeEach(() => {
    dataDir = makeFolder()
    path = join(dataDir, sqliteFileName)
  })
  afterEach(() => removeFolder(dataDir))

  const openingError = () => {
    try {
      openSqliteStore({ dataDir, log: silentLog })
    } catch (error) {
      return error
    }
    throw new Error('it was opened')
  }

  test('is for its owner only, with everything beside it', async () => {
    writeFileSync(path, '', { mode: 0o644 })
    const store = openSqliteStore({ dataDir, log: silentLog })
    await store.completions.add([completionOf(1)])
    const files = readdirSync(dataDir)
    expect(files.length).toBeGreaterThan(1)
    for (const file of files) expect(statSync(join(dataDir, file)).mode & 0o777).toBe(0o600)
    await store.close()
  })

  test('is the only one that a closed store leaves', async () => {
    const store = openSqliteStore({ dataDir, log: silentLog })
    await store.completions.add([completionOf(1)])
    await store.close()
    expect(readdirSync(dataDir)).toEqual([sqliteFileName])
  })

  test.each([
    ['something else', Buffer.from('# my notes\n'.repeat(100))],
    ['a database that was cut off', Buffer.from('SQLite format 3\0'.padEnd(200, '\x10'))],
  ])('that is %s is refused, with its path and what to do', (_, content) => {
    writeFileSync(path, content)
    const error = openingError()
    expect(error).toBeInstanceOf(StoreUnusable)
    expect(String(error)).toContain(path)
    expect(String(error)).toContain('move it away')
  })

  test('that cannot be opened is refused, with its path and the reason', () => {
    mkdirSync(path)
    const error = openingError()
    expect(error).toBeInstanceOf(StoreUnusable)
    expect(String(error)).toContain(path)
    expect(String(error)).toContain('EISDIR')
  })

  test('keeps what was added by a process that was killed right afterwards', async () => {
    const child = Bun.spawn([process.execPath, join(import.meta.dir, 'adding-child.ts'), dataDir], {
      stdout: 'pipe',
    })
    const { value } = await child.stdout.getReader().read()
    child.kill('SIGKILL')
    await child.exited
    expect(new TextDecoder().decode(value)).toBe(`added ${completionOf(0).id}\n`)
    const store = openSqliteStore({ dataDir, log: silentLog })
    expect(await store.completions.unknown([completionOf(0).id])).toEqual([])
    await store.close()
  })

  test('on a full disk refuses writes as unavailable, and keeps what it said it had', async () => {
    const program = [process.execPath, join(import.meta.dir, 'adding-child.ts'), dataDir, '1000']
    // No file may grow beyond 1 MiB, as on a disk that has no more.
    const limited = ['sh', '-c', `trap '' XFSZ; ulimit -f 2048; exec "$@"`, 'sh', ...program]
    const child = Bun.spawn(limited, { stdout: 'pipe', stderr: 'inherit' })
    const said = (await new Response(child.stdout).text()).trim().split('\n')
    expect(said.at(-1)).toBe('failed Unavailable store-down')
    const store = openSqliteStore({ dataDir, log: silentLog })
    const added = said.slice(0, -1).map((line) => line.replace('added ', ''))
    expect(added.length).toBeGreaterThan(10)
    expect(await store.completions.unknown(added)).toEqual([])
    await store.close()
  })

  test.each(['[]', '5', 'null'])(
    'with %s for settings reads as empty, and can be mended',
    async (content) => {
      const store = openSqliteStore({ dataDir, log: silentLog })
      using other = new Database(path)
      other.run("INSERT INTO documents (name, content) VALUES ('integrations', ?)", [content])
      expect(await store.settings.read()).toEqual({})
      expect(await store.settings.update((stored) => ({ ...stored, a: 1 }))).toEqual({ a: 1 })
      await store.close()
    }
  )

  test('that another process holds is unavailable, and works when it is let go', async () => {
    const store = openSqliteStore({ dataDir, log: silentLog })
    using other = new Database(path)
    other.run('BEGIN IMMEDIATE')
    const error = await store.settings.update(() => ({ a: 1 })).catch((reason) => reason)
    expect(error).toBeInstanceOf(Unavailable)
    expect(error.code).toBe('store-down')
    other.run('ROLLBACK')
    expect(await store.settings.update(() => ({ a: 1 }))).toEqual({ a: 1 })
    await store.close()
  })
})

import { describe, expect, test } from 'bun:test'
import type { TorrentFile } from '../../../src/torrents/engine/engine-details.ts'
import { createNotebook } from '../../../src/torrents/inventory/notebook.ts'
import { createRootFinder, rootOf } from '../../../src/torrents/inventory/root-finder.ts'
import { Unavailable } from '../../../src/upstream-error.ts'
import { captureLog } from '../../support/captured-log.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

const file = (path: string): TorrentFile => ({ index: 0, path, length: 1, doneBytes: 0 })

/** A finder beside an engine that answers by what `given` says of each torrent. */
const setUp = async (given: Record<string, () => TorrentFile[] | null>) => {
  const clock = createManualClock()
  const stopping = new AbortController()
  const { signal } = stopping
  const notebook = createNotebook({ store: temporaryStore(), clock, signal })
  await notebook.ready()
  const asked: string[] = []
  const { log, lines } = captureLog()
  const finder = createRootFinder({
    engine: {
      async files(id) {
        asked.push(id)
        return given[id]?.() ?? null
      },
    },
    notes: notebook.notes,
    clock,
    log,
    signal,
  })
  const seek = (...ids: string[]) => finder.seek(ids.map((id) => ({ id })))
  const roots = () =>
    Object.fromEntries([...notebook.notes.all()].map(([id, { root }]) => [id, root]))
  return { clock, stopping, notebook, asked, given, seek, roots, lines }
}

describe('a root', () => {
  test.each([
    ['the folder of several files', [file('A show/one.mkv'), file('A show/two.mkv')], 'A show'],
    ['the file itself', [file('Film.mkv')], 'Film.mkv'],
    ['the folder, behind a slash too many', [file('/A show/one.mkv')], 'A show'],
    ['nothing where there are no files', [], null],
    ['nothing where there is no name', [file('')], null],
  ])('is %s', (_, files, expected) => {
    expect(rootOf(files)).toBe(expected)
  })
})

describe('the roots', () => {
  test('are asked for one at a time, in order, with a pause between', async () => {
    const { clock, asked, seek, roots } = await setUp({
      a: () => [file('A')],
      b: () => [file('B')],
    })
    seek('a', 'b')
    await clock.pass(0)
    expect(asked).toEqual(['a'])
    await clock.pass(200)
    expect(asked).toEqual(['a', 'b'])
    expect(roots()).toEqual({ a: 'A', b: 'B' })
  })

  test('are asked for in the order of the last who sought, each once', async () => {
    const { clock, asked, seek } = await setUp({})
    seek('a', 'b', 'c')
    await clock.pass(0)
    seek('a', 'c', 'b')
    await clock.pass(1000)
    seek('a', 'b', 'c')
    await clock.pass(1000)
    expect(asked).toEqual(['a', 'c', 'b'])
  })

  test('that are not told are asked for again after a minute', async () => {
    const { clock, asked, seek, given, roots } = await setUp({ a: () => [] })
    seek('a')
    await clock.pass(59_000)
    seek('a')
    await clock.pass(0)
    expect(asked).toEqual(['a'])
    given['a'] = () => [file('A')]
    await clock.pass(1000)
    seek('a')
    await clock.pass(0)
    expect(roots()).toEqual({ a: 'A' })
  })

  test('of others do not wait for one that cannot be read', async () => {
    const { clock, asked, seek, roots } = await setUp({
      a: () => {
        throw new Unavailable('engine: something unexpected', { code: 'unexpected-answer' })
      },
      b: () => [file('B')],
    })
    for (let time = 0; time < 10; time += 1) {
      seek('a', 'b')
      await clock.pass(2000)
    }
    expect(roots()).toEqual({ b: 'B' })
    expect(asked).toEqual(['a', 'b'])
  })

  test('are not asked for after the service has stopped', async () => {
    const { clock, asked, seek, stopping } = await setUp({})
    seek('a', 'b')
    await clock.pass(0)
    stopping.abort()
    await clock.pass(1000)
    expect(asked).toEqual(['a'])
  })

  test('are learned on after an error that nobody expected, which is logged once', async () => {
    const { clock, seek, roots, lines } = await setUp({
      bad: () => {
        throw new TypeError('nobody expected this')
      },
      good: () => [file('Film.mkv')],
    })
    seek('bad', 'good')
    await clock.pass(5000)
    seek('bad', 'good')
    await clock.pass(5000)
    expect(roots()).toEqual({ good: 'Film.mkv' })
    expect(lines.filter((line) => line.includes('where torrents lie'))).toHaveLength(1)
  })
})

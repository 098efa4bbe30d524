import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { createLedger } from '../../../src/completions/ledger.ts'
import { completionId, type Torrent } from '../../../src/domain.ts'
import type { Store } from '../../../src/store/store.ts'
import { fixedSettings } from '../../support/fixed-settings.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { silentLog } from '../../support/silent-log.ts'
import { temporaryStore } from '../../support/temporary-store.ts'
import { torrent } from '../../support/torrents.ts'

const NOW = 1_795_380_000

let store: Store
beforeEach(() => {
  store = temporaryStore()
})
afterEach(() => store.close())

const setUp = () => {
  const clock = createManualClock(NOW * 1000 + 999)
  return createLedger({
    isManaged: async () => false,
    store,
    settings: fixedSettings(),
    clock,
    log: silentLog,
  })
}
const completedAt = async (one: Torrent) => {
  const id = completionId(one)
  return (await store.completions.completedAt([id])).get(id)
}

describe('the time of a completion', () => {
  test('that is seen as it happens is now, in whole seconds', async () => {
    const one = torrent(1)
    await setUp().record([one])
    expect(await completedAt(one)).toBe(NOW)
  })

  const { createdAt } = torrent(1)
  test.each([
    { name: 'its last change', updatedAt: createdAt + 76, wanted: createdAt + 76 },
    { name: 'now, for a change to come', updatedAt: NOW + 1, wanted: NOW },
    { name: 'not before it was added', updatedAt: 0, wanted: createdAt },
    { name: 'when it was added, for a change that is no time', updatedAt: NaN, wanted: createdAt },
    { name: 'whole seconds', updatedAt: createdAt + 0.9, wanted: createdAt },
  ])('that was there before anybody watched is $name', async ({ updatedAt, wanted }) => {
    const one = torrent(1, { updatedAt })
    await setUp().recordAsKnown([one])
    expect(await completedAt(one)).toBe(wanted)
  })

  test('stays what it was first', async () => {
    const one = torrent(1)
    await setUp().recordAsKnown([one])
    await setUp().record([{ ...one, updatedAt: one.updatedAt + 50 }])
    expect(await completedAt(one)).toBe(one.updatedAt)
  })
})

test('what was complete before anybody watched is in no history, and what is seen is', async () => {
  await setUp().recordAsKnown([torrent(1)])
  await setUp().record([torrent(1), torrent(2)])
  const history = await store.completions.recent({ limit: 5 })
  expect(history.map(({ torrentId }) => torrentId)).toEqual([torrent(2).id])
})

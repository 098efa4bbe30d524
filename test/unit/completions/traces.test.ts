import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { createLedger } from '../../../src/completions/ledger.ts'
import type { Store } from '../../../src/store/store.ts'
import { type Tracer, untraced } from '../../../src/tracing/tracer.ts'
import { fixedSettings } from '../../support/fixed-settings.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { silentLog } from '../../support/silent-log.ts'
import { temporaryStore } from '../../support/temporary-store.ts'
import { torrent } from '../../support/torrents.ts'
import { startTracer } from '../../support/traced.ts'

let store: Store
beforeEach(() => {
  store = temporaryStore()
})
afterEach(() => store.close())

const setUp = (other?: Tracer) => {
  const { tracer, ended } = startTracer()
  const ledger = createLedger({
    isManaged: async () => false,
    store,
    settings: fixedSettings(),
    clock: createManualClock(),
    tracer: other ?? tracer,
    log: silentLog,
  })
  return { ledger, ended }
}

describe('a completion', () => {
  test('begins a trace with where it was heard of, never with a name, and is claimed in it', async () => {
    const { ledger, ended } = setUp()
    await ledger.record([torrent(1, { name: 'canary' }), torrent(2, { name: 'canary' })], 'polling')
    const [claim, completion] = ended
    expect(claim?.name).toBe('claim')
    expect(claim?.parentSpanContext?.spanId).toBe(completion?.spanContext().spanId)
    expect(completion?.attributes).toEqual({
      'completion.source': 'polling',
      'completion.count': 2,
    })
    expect(JSON.stringify(ended.map(({ attributes }) => attributes))).not.toContain('canary')
  })

  test('is stored with its trace, so that whoever is owed a refresh goes on with it', async () => {
    const { ledger, ended } = setUp()
    await ledger.record([torrent(1)])
    const { traceId, spanId } = ended.find(({ name }) => name === 'completion')?.spanContext() ?? {}
    const [stored] = await store.completions.recent({ limit: 1 })
    expect(stored?.trace).toBe(`00-${traceId}-${spanId}-01`)
  })

  test('is stored without one where traces are off', async () => {
    const { ledger } = setUp(untraced)
    await ledger.record([torrent(1)])
    const [stored] = await store.completions.recent({ limit: 1 })
    expect(stored?.torrentId).toBe(torrent(1).id)
    expect(stored).not.toHaveProperty('trace')
  })

  test('that is known already, or is none yet, begins nothing', async () => {
    const { ledger, ended } = setUp()
    await ledger.recordAsKnown([torrent(1)])
    await ledger.record([torrent(1), torrent(2, { status: 'active', doneBytes: 1 })])
    expect(ended).toEqual([])
  })
})

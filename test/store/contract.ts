import { afterEach, beforeEach, describe } from 'bun:test'
import type { Store } from '../../src/store/store.ts'
import { silentLog } from '../support/silent-log.ts'
import type { StoreBench } from './bench.ts'
import { describeClientWords } from './client-contract.ts'
import { describeHistory } from './history-contract.ts'
import { describeLedger } from './ledger-contract.ts'
import { describeOpening } from './opening-contract.ts'
import { describePruning } from './pruning-contract.ts'
import { describeQueue } from './queue-contract.ts'
import { describeSessions } from './sessions-contract.ts'
import { describeSettings } from './settings-contract.ts'

/** What every kind of store must do. Each test gets fresh data and a store over it. */
export const describeStore = (name: string, makeBench: () => Promise<StoreBench>) => {
  describe(name, () => {
    let bench: StoreBench
    let store: Store
    beforeEach(async () => {
      bench = await makeBench()
      store = bench.open(silentLog)
    })
    afterEach(() => bench.dispose())

    const subject = {
      get bench() {
        return bench
      },
      get store() {
        return store
      },
    }
    describeSettings(subject)
    describeLedger(subject)
    describeHistory(subject)
    describePruning(subject)
    describeClientWords(subject)
    describeQueue(subject)
    describeSessions(subject)
    describeOpening(subject)
  })
}

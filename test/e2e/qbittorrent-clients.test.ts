import { afterAll, beforeAll, describe, test } from 'bun:test'
import { createClients } from '../support/clients/all.ts'
import { type Runs, startRuns } from '../support/clients/run.ts'

/** Most of their time they wait. */
const AT_ONCE = 6

const clients = createClients()
let runs: Runs

beforeAll(() => {
  runs = startRuns(clients, { atOnce: AT_ONCE })
})
afterAll(() => runs.end())

for (const [place, { name, steps }] of clients.entries()) {
  describe(name, () => {
    for (const [index, [step]] of steps.entries()) {
      test(step, async () => {
        const outcome = await runs.clients[place]?.steps[index]?.outcome
        if (outcome?.error !== null) throw outcome?.error
      })
    }
  })
}

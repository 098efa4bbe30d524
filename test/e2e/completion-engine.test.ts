import { expect, test } from 'bun:test'
import { untilReady } from '../support/binary.ts'
import { eventually } from '../support/eventually.ts'
import { openHouse } from '../support/house.ts'
import { testCompletions } from './completion-contract.ts'

testCompletions('engine')

test('the service starts before its engine, and catches up when that is there', async () => {
  const house = await openHouse('engine')
  await house.engine.control.kill()
  await house.start()
  await eventually(async () => (await fetch(`${house.service().url}/health`)).ok)
  expect((await fetch(`${house.service().url}/health/ready`)).status).toBe(503)
  await house.engine.control.restart()
  await untilReady(house.service())
  await house.stop()
})

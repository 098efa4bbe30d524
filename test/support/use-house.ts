import { afterAll, beforeAll } from 'bun:test'
import { type House, openHouse } from './house.ts'

/**
 * A house for the tests of a suite, without MongoDB and with both media servers switched on: built
 * before the first of them, gone after the last.
 *
 * @param env What the service is started with.
 * @returns What gives it, within a test.
 */
export const useHouse = (env: Record<string, string> = {}): (() => House) => {
  let house: House | null = null
  beforeAll(async () => {
    house = await openHouse('engine')
    await house.start(env)
    await house.setUp()
  })
  afterAll(() => house?.stop())
  return () => {
    if (house === null) throw new Error('the house is built with the first test')
    return house
  }
}

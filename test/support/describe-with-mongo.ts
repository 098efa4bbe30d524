import { describe, test } from 'bun:test'
import { findMongod } from './mongod.ts'

// Looked for while this file is loaded: tests are registered, or skipped, before any of them runs.
const found = await findMongod()

/**
 * A `describe` for tests that need a real MongoDB. Where none can be had they are skipped, each
 * counted, after one line that says what was tried; with `REQUIRE_MONGO=1` that is a failure.
 */
export const describeWithMongo = (name: string, define: () => void) => {
  describe.skipIf(found.path === null)(name, define)
  if (found.path === null && process.env['REQUIRE_MONGO'] === '1') {
    const { tried } = found
    test(`${name}: a MongoDB can be had`, () => {
      throw new Error(`REQUIRE_MONGO=1, and there is no mongod: ${tried.join('; ')}`)
    })
  }
}

if (found.path === null) {
  process.stderr.write(`MongoDB tests are skipped; tried: ${found.tried.join('; ')}\n`)
}

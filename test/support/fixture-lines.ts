import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Static, TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

/** The lines of `test/fixtures/<name>`, each a JSON value of this shape. */
export const fixtureLines = <Schema extends TSchema>(
  name: string,
  schema: Schema
): Static<Schema>[] =>
  readFileSync(join(import.meta.dir, '..', 'fixtures', name), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const value: unknown = JSON.parse(line)
      if (!Value.Check(schema, value)) throw new Error(`${name}: ${line.slice(0, 200)}`)
      return value
    })

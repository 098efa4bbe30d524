import { type Static, type TObject, type TSchema, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

/** A field that may be missing or null, as in the engine's language. */
const optional = <Schema extends TSchema>(schema: Schema) =>
  Type.Optional(Type.Union([schema, Type.Null()]))

/** The JSON bodies that the engine takes. */
export const bodies = {
  add: Type.Object(
    { magnet: optional(Type.String()), name: optional(Type.String()) },
    { additionalProperties: false }
  ),
  tags: Type.Object({ tags: optional(Type.Array(Type.String())) }, { additionalProperties: false }),
  bulk: Type.Object(
    { ids: optional(Type.Array(Type.String())), deleteFiles: optional(Type.Boolean()) },
    { additionalProperties: false }
  ),
}

/**
 * Reads a body as Go's `encoding/json` does with unknown fields refused: the first value counts
 * and what follows it is ignored, field names match in any case, null is an empty body.
 *
 * @returns `null` when the engine would answer `invalid json`.
 */
export const readBody = <Schema extends TObject>(
  schema: Schema,
  text: string
): Static<Schema> | null => {
  const value = parseFirst(text.trimStart())
  const names = Object.keys(schema.properties)
  const folded = value === null ? {} : foldKeys(value, names)
  return Value.Check(schema, folded) ? folded : null
}

const foldKeys = (value: unknown, names: readonly string[]): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value).map(([key, field]) => {
    const name = names.find((known) => known.toLowerCase() === key.toLowerCase())
    return [name ?? key, field]
  })
  return Object.fromEntries(entries)
}

const parseFirst = (text: string): unknown => {
  try {
    return JSON.parse(text.startsWith('{') ? text.slice(0, objectEnd(text)) : text)
  } catch {
    // Not JSON; `undefined` passes no schema.
    return undefined
  }
}

/** Where the object that starts the text ends, or the end of the text. */
const objectEnd = (text: string): number => {
  let depth = 0
  for (const { 0: token, index } of text.matchAll(/"(?:\\.|[^"\\])*"|[{}]/g)) {
    if (token === '{') depth += 1
    if (token === '}') depth -= 1
    if (depth === 0) return index + 1
  }
  return text.length
}

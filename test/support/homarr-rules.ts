import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

const text = Type.String({ minLength: 1 })
/** A JSONPath of the plain kind: keys below the root. */
const path = Type.String({ pattern: String.raw`^\$(\.\w+)+$` })
const strict = { additionalProperties: false }

const display = Type.Union([
  Type.Object(
    {
      type: Type.Literal('statGrid'),
      items: Type.Array(Type.Object({ label: text, jsonPath: path, unit: Type.String() }, strict), {
        minItems: 1,
      }),
      columns: Type.Integer({ minimum: 1, maximum: 4 }),
    },
    strict
  ),
  Type.Object(
    {
      type: Type.Literal('table'),
      tablePath: path,
      columns: Type.Array(Type.Object({ header: text, jsonPath: path }, strict), { minItems: 1 }),
    },
    strict
  ),
  Type.Object(
    {
      type: Type.Literal('statusIndicator'),
      items: Type.Array(
        Type.Object(
          { label: text, jsonPath: path, goodValues: Type.Array(text, { minItems: 1 }) },
          strict
        ),
        { minItems: 1 }
      ),
    },
    strict
  ),
])

/** What Homarr's import takes, as far as we use it. */
const widget = Type.Object(
  {
    $schema: Type.Literal('homarr-custom-widget-v2'),
    name: Type.String({ minLength: 1, maxLength: 128 }),
    url: text,
    authType: Type.Union([Type.Literal('none'), Type.Literal('basic'), Type.Literal('bearer')]),
    method: Type.Literal('GET'),
    displayType: text,
    displayConfig: display,
  },
  strict
)

export type HomarrImport = Static<typeof widget>

/**
 * Reads what is to be pasted into Homarr's import.
 *
 * @throws For whatever it would refuse.
 */
export const readImport = (json: string): HomarrImport => {
  const parsed: unknown = JSON.parse(json)
  Value.Assert(widget, parsed)
  if (parsed.displayType !== parsed.displayConfig.type) {
    throw new Error('displayType must match displayConfig.type')
  }
  return parsed
}

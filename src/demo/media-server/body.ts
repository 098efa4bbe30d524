import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

const bodySchema = Type.Object({
  updates: Type.Optional(
    Type.Array(
      Type.Object({
        path: Type.Optional(Type.Union([Type.String(), Type.Null()])),
        updatetype: Type.Optional(Type.Union([Type.String(), Type.Null()])),
      })
    )
  ),
})

/**
 * What the body of `POST /Library/Media/Updated` asks for.
 *
 * - `paths`: the paths, perhaps none.
 * - `no-json`: its content type is not JSON.
 * - `malformed`: it is not an object of that shape.
 * - `no-path`: one of its paths is empty or missing.
 */
export type MediaUpdates =
  | { kind: 'paths'; paths: string[] }
  | { kind: 'no-json' }
  | { kind: 'malformed' }
  | { kind: 'no-path' }

/** Reads the body; names match in any case, and the kind of update is ignored. */
export const readMediaUpdates = async (request: Request): Promise<MediaUpdates> => {
  const body = await readJson(request)
  if (body === NO_JSON) return { kind: 'no-json' }
  const folded = lowerKeys(body)
  if (!Value.Check(bodySchema, folded)) return { kind: 'malformed' }
  const paths = (folded.updates ?? []).map(({ path }) => path ?? '')
  return paths.includes('') ? { kind: 'no-path' } : { kind: 'paths', paths }
}

/** Stands for a body that does not call itself JSON. */
export const NO_JSON = Symbol('no JSON')

/** A body as JSON; `undefined` for one that calls itself JSON and is not. */
export const readJson = async (request: Request): Promise<unknown> => {
  const [type = ''] = (request.headers.get('content-type') ?? '').toLowerCase().split(';')
  if (!/^(application|text)\/(.*\+)?json$/.test(type.trim())) return NO_JSON
  try {
    return await request.json()
  } catch {
    // Malformed: no schema is passed by `undefined`.
    return undefined
  }
}

/** The same value with every object's keys in lower case. */
export const lowerKeys = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(lowerKeys)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key.toLowerCase(), lowerKeys(field)])
  )
}

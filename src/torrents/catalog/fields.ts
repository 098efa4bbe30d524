import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { torrentStatuses } from '../../domain.ts'

/** An info hash as the engine writes it: 40 lower-case hex digits. */
export const TorrentId = Type.String({ pattern: '^[0-9a-f]{40}$' })

export const Status = Type.Union(torrentStatuses.map((status) => Type.Literal(status)))

/** A number of bytes that arithmetic does not round. */
export const Bytes = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

/** What Go writes for a list that may be missing, empty, or `nil`. */
export const Tags = Type.Optional(Type.Union([Type.Null(), Type.Array(Type.String())]))

/**
 * Makes a type guard out of a schema, for lists of ten thousand: it is compiled when it is first
 * asked, since compiling costs more than one check and interpreting costs too much in a loop.
 */
export const guardOf = <Schema extends TSchema>(
  schema: Schema
): ((value: unknown) => value is Static<Schema>) => {
  let compiled: { Check(value: unknown): value is Static<Schema> } | undefined
  return (value): value is Static<Schema> => {
    compiled ??= TypeCompiler.Compile(schema)
    return compiled.Check(value)
  }
}

import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

/** How Homepage formats a value. `percent` takes 0 to 100; `text` whatever there is. */
const format = Type.Optional(Type.Union([Type.Literal('text'), Type.Literal('percent')]))
const shown = {
  field: Type.String({ minLength: 1 }),
  format,
  remap: Type.Optional(Type.Array(Type.Object({ value: Type.Any(), to: Type.String() }))),
}
const label = Type.String({ minLength: 1 })
const mapping = Type.Object(
  {
    ...shown,
    label,
    additionalField: Type.Optional(Type.Object({ ...shown, color: Type.Literal('theme') })),
  },
  { additionalProperties: false }
)
const itemMapping = Type.Object(
  { items: label, name: label, label, format, limit: Type.Integer({ minimum: 1 }) },
  { additionalProperties: false }
)
const proof = {
  username: Type.Optional(Type.String()),
  password: Type.Optional(Type.String()),
  headers: Type.Optional(Type.Record(Type.String(), Type.String())),
}
const customApi = { type: Type.Literal('customapi'), url: Type.String(), ...proof }

/** A block shows its first four mappings, and drops the others without a word. */
const widget = Type.Union([
  Type.Object(
    { ...customApi, mappings: Type.Array(mapping, { minItems: 1, maxItems: 4 }) },
    { additionalProperties: false }
  ),
  Type.Object(
    { ...customApi, display: Type.Literal('list'), mappings: Type.Array(mapping) },
    { additionalProperties: false }
  ),
  Type.Object(
    { ...customApi, display: Type.Literal('dynamic-list'), mappings: itemMapping },
    { additionalProperties: false }
  ),
  Type.Object(
    {
      type: Type.Literal('qbittorrent'),
      url: Type.String(),
      username: proof.username,
      password: proof.password,
      enableLeechProgress: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false }
  ),
])
const service = Type.Object({ href: Type.String(), widget }, { additionalProperties: false })
const servicesYaml = Type.Array(
  Type.Record(Type.String(), Type.Array(Type.Record(Type.String(), service)))
)
const compose = Type.Object({ labels: Type.Record(Type.String(), Type.String()) })

export type HomepageService = Static<typeof service> & { name: string; group: string }
type Shown = { format?: 'text' | 'percent'; remap?: { value: unknown }[] }

/** The services of a services.yaml that was parsed, with what Homepage knows of each. */
export const readServices = (parsed: unknown): HomepageService[] =>
  check(servicesYaml, parsed).flatMap((groups) =>
    Object.entries(groups).flatMap(([group, services]) =>
      services.flatMap((one) =>
        Object.entries(one).map(([name, settings]) => ({ name, group, ...settings }))
      )
    )
  )

/** A service made of a container's labels: a number in brackets is a place in a list. */
export const readLabels = (parsed: unknown): Node => {
  const made: Node = {}
  for (const [path, value] of Object.entries(check(compose, parsed).labels)) {
    const [prefix, ...keys] = path.split(/[.[\]]+/)
    if (prefix === 'homepage') put(made, keys, value.replaceAll('$$', '$'))
  }
  return made
}

/** What labels make: objects and lists, and text at their ends. */
type Node = { [key: string]: Node | string }

const put = (node: Node, [key = '', ...rest]: string[], value: string): void => {
  if (rest.length === 0) {
    node[key] = value
    return
  }
  node[key] ??= {}
  const inner = node[key]
  if (typeof inner === 'object') put(inner, rest, value)
}

/** The value at a field's path: keys and indexes, parted by dots. */
export const valueAt = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (found, key) =>
        typeof found === 'object' && found !== null
          ? Object.entries(found).find(([name]) => name === key)?.[1]
          : undefined,
      value
    )

/** Why Homepage could not show a value so; `null` if it can. */
export const refusalOf = ({ format, remap }: Shown, value: unknown): string | null => {
  if (remap && !remap.some((one) => one.value === value)) return `${value} has no word of its own`
  if (format === 'percent') {
    return typeof value === 'number' && value >= 0 && value <= 100 ? null : `${value} of a hundred`
  }
  const isText = typeof value === 'number' || (typeof value === 'string' && value !== '')
  return isText ? null : `${value} is nothing to show`
}

const check = <Schema extends TSchema>(schema: Schema, value: unknown): Static<Schema> => {
  Value.Assert(schema, value)
  return value
}

import { isRecord } from '../../src/lib/record.ts'

/** What a server answered, as far as programs go by it. */
export type Answer = {
  status: number
  /** The whole header in lower case; empty where there was none. */
  type: string
  /** The `Set-Cookie` headers. */
  cookies: readonly string[]
  body: string
}

/** Places in an answer, such as `body[].hash`, and what is found at each. */
export type Shape = ReadonlyMap<string, string>

/** A place where two answers are of different shapes. */
export type Difference = { at: string; original: string; ours: string }

/** What is found at a place that only the other answer has. */
export const ABSENT = 'absent'

/** A text that is longer is not the same in every run. */
const LONGEST_FIXED_TEXT = 20

/** What tells one thing from another: at these names the value itself has to be the same. */
const identities = new Set(['hash', 'infohash_v1', 'name', 'category', 'size', 'index', 'url'])

/**
 * The shape of an answer: its status, type and cookies; of JSON the keys with their types, how long
 * lists are, and the values that tell things apart; of text the text, but for that of an error,
 * which each may say in its own words.
 */
export const shapeOf = ({ status, type, cookies, body }: Answer): Shape => {
  const shape = new Map([
    ['status', `${status}`],
    ['type', type],
  ])
  if (cookies.length > 0) shape.set('cookies', cookies.map(cookieShape).join(', '))
  if (body === '') shape.set('body', 'nothing')
  else if (type.startsWith('application/json')) addJson(shape, 'body', [JSON.parse(body)])
  else if (status >= 400) shape.set('body', 'text')
  else if (body.startsWith('/')) shape.set('body', 'path')
  else shape.set('body', body.length > LONGEST_FIXED_TEXT ? 'text' : JSON.stringify(body))
  return shape
}

/**
 * Compares two shapes. A whole number stands in for one with a fraction, which not every
 * measurement has; a fraction for a whole one is a difference, since typed programs fail on it.
 *
 * @param isDelta Whether only what both have must be alike: which keys have changed is by chance.
 */
export const differences = (
  original: Shape,
  ours: Shape,
  { isDelta = false }: { isDelta?: boolean } = {}
): Difference[] =>
  [...new Set([...original.keys(), ...ours.keys()])]
    .map((at) => ({ at, original: original.get(at) ?? ABSENT, ours: ours.get(at) ?? ABSENT }))
    .filter((found) => found.original !== found.ours)
    .filter((found) => found.original.replace('fraction', 'whole') !== found.ours)
    .filter((found) => !isDelta || (found.original !== ABSENT && found.ours !== ABSENT))
    // What is below a place that differs says nothing more.
    .filter(({ at }, _, all) => !all.some((above) => isBelow(at, above.at)))

const isBelow = (place: string, above: string) =>
  place.startsWith(`${above}.`) || place.startsWith(`${above}[`)

/** Its name, whether it has a value, and its attributes; a date is one however it is written. */
const cookieShape = (header: string): string => {
  const [pair = '', ...attributes] = header.split(';').map((part) => part.trim())
  const [name, value] = pair.split('=')
  const named = attributes.map((part) => part.toLowerCase().replace(/^expires=.*/, 'expires'))
  return [`${name}=${value ? 'value' : ''}`, ...named.sort()].join('; ')
}

/** Adds what stands at a place of several values: those of all items of a list, for one. */
const addJson = (shape: Map<string, string>, at: string, values: readonly unknown[]): void => {
  const isIdentity = identities.has(at.replace(/.*\./, ''))
  const kinds = new Set(values.map((value) => (isIdentity ? JSON.stringify(value) : kindOf(value))))
  // One of them is whole by chance.
  if (kinds.has('fraction')) kinds.delete('whole')
  shape.set(at, [...kinds].sort().join(' or '))
  const items = values.filter((value) => Array.isArray(value)).flat()
  if (items.length > 0) addJson(shape, `${at}[]`, items)
  const records = values.filter((value) => isRecord(value))
  const places = Map.groupBy(
    records.flatMap((record) => Object.entries(record).map((entry) => ({ record, entry }))),
    ({ entry: [key] }) => key.replace(/^[0-9a-f]{40}$/, '<hash>')
  )
  for (const [name, found] of places) {
    const isEverywhere = new Set(found.map(({ record }) => record)).size === records.length
    const below = found.map(({ entry: [, value] }) => value)
    addJson(shape, `${at}.${name}${isEverywhere ? '' : '?'}`, below)
  }
}

const kindOf = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return `list of ${value.length}`
  if (typeof value === 'number') return Number.isInteger(value) ? 'whole' : 'fraction'
  return typeof value
}

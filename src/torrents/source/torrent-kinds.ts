import { type Bencoded, entriesOf, itemsOf } from '../../lib/bencode.ts'

type Kind = Bencoded['kind'] | 'strings' | 'files'

/** What the engine wants the keys of an info dictionary and of its files to be (BEP 3, 47, 52). */
const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['name', 'string'],
  ['name.utf-8', 'string'],
  ['piece length', 'integer'],
  ['pieces', 'string'],
  ['source', 'string'],
  ['meta version', 'integer'],
  ['private', 'integer'],
  ['file tree', 'dictionary'],
  ['files', 'files'],
  ['length', 'integer'],
  ['path', 'strings'],
  ['path.utf-8', 'strings'],
  ['attr', 'string'],
  ['sha1', 'string'],
  ['symlink path', 'strings'],
])

/** Whether the engine would read an info dictionary: it refuses a single value of a wrong kind. */
export const hasKnownKinds = (dictionary: Bencoded): boolean => {
  for (const [key, value] of entriesOf(dictionary)) {
    const kind = KINDS.get(key.toString('latin1'))
    if (kind !== undefined && !isOfKind(value, kind)) return false
  }
  return dictionary.kind === 'dictionary'
}

/** Whether the engine would read the `piece layers` of a hybrid. */
export const areLayers = (layers: Bencoded): boolean => {
  for (const [, value] of entriesOf(layers)) if (value.kind !== 'string') return false
  return layers.kind === 'dictionary'
}

const isOfKind = (value: Bencoded, kind: Kind): boolean => {
  if (kind !== 'strings' && kind !== 'files') return value.kind === kind
  for (const item of itemsOf(value)) {
    if (kind === 'strings' ? item.kind !== 'string' : !hasKnownKinds(item)) return false
  }
  return value.kind === 'list'
}

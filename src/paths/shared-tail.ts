import type { PathMapping } from './map-path.ts'
import { isWindowsPath, type PathParts, partsOf, startOf } from './path-parts.ts'

/** Folders of libraries that are looked at, and the deepest folder: no home has more. */
const MOST_FOLDERS = 1000
const DEEPEST = 64

/** Two names of what may be one folder, and how many names their ends share. */
type Pair = PathMapping & { shared: number; isExact: boolean; isWhole: boolean }

/**
 * The ways in which a folder may be one that a server knows under another name: `/data` and
 * `/mnt/media/data/films` may have `/data` in common. The longest common tail of names comes first;
 * of equal ones that which is alike in case, then that which brings the whole folder into a library.
 *
 * @param paths Folders of libraries.
 */
export const sharedTails = (folder: string, paths: readonly string[]): PathMapping[] => {
  const own = partsOf(folder)
  const others = paths.slice(0, MOST_FOLDERS).map(partsOf)
  const pairs = others.flatMap((other) =>
    own === null || other === null || isTooDeep(own) || isTooDeep(other) ? [] : pairsOf(own, other)
  )
  const ranked = pairs.toSorted(
    (one, other) =>
      other.shared - one.shared ||
      Number(other.isExact) - Number(one.isExact) ||
      Number(other.isWhole) - Number(one.isWhole)
  )
  const known = new Set<string>()
  return ranked.flatMap(({ from, to }) => {
    const key = `${from}\n${to}`
    if (known.has(key)) return []
    known.add(key)
    return [{ from, to }]
  })
}

const isTooDeep = ({ names }: PathParts): boolean => names.length > DEEPEST

/** One of both ends whole: where neither does, the library lies beside the folder, not around it. */
const pairsOf = (own: PathParts, other: PathParts): Pair[] => {
  const depth = own.names.length
  const reach = other.names.length
  const inside = other.names.flatMap((_, index) => pairAt(own, other, [depth, index + 1]))
  const above = own.names.slice(0, -1).flatMap((_, index) => pairAt(own, other, [index + 1, reach]))
  return [...inside, ...above]
}

/** The pair of the first `depth` names of the one and `reach` of the other, if their ends are alike. */
const pairAt = (
  own: PathParts,
  other: PathParts,
  [depth, reach]: readonly [number, number]
): Pair[] => {
  let shared = 0
  let isExact = true
  while (shared < Math.min(depth, reach)) {
    const name = own.names[depth - shared - 1] ?? ''
    const twin = other.names[reach - shared - 1] ?? ''
    if (name.toLowerCase() !== twin.toLowerCase()) break
    isExact &&= name === twin
    shared += 1
  }
  if (shared === 0) return []
  const isWhole = reach === other.names.length
  return [{ from: startOf(own, depth), to: startOf(other, reach), shared, isExact, isWhole }]
}

/** The deepest folder that all of these are or lie in; `null` for none, and for a root. */
export const commonFolder = (paths: readonly string[]): string | null => {
  const [first, ...rest] = paths.slice(0, MOST_FOLDERS).map(partsOf)
  if (first === undefined || first === null) return null
  let count = first.names.length
  for (const parts of rest) {
    if (parts === null || fold(parts.root, parts) !== fold(first.root, first)) return null
    let shared = 0
    while (shared < count && isSameName(shared, first, parts)) shared += 1
    count = shared
  }
  return count === 0 ? null : startOf(first, count)
}

const isSameName = (index: number, one: PathParts, other: PathParts): boolean => {
  const name = one.names[index]
  const twin = other.names[index]
  return name !== undefined && twin !== undefined && fold(name, one) === fold(twin, other)
}

/** Windows tells no case apart. */
const fold = (name: string, { root }: PathParts): string =>
  isWindowsPath(root) ? name.toLowerCase() : name

import { Value } from '@sinclair/typebox/value'
import { isSamePath, isWithin } from '../mediaserver/server-path.ts'
import { pathMap as pathMapSchema } from '../settings/schema.ts'
import { type Coverage, coverageOf, type Downloads, isInUse } from './coverage.ts'
import { mapPath, type PathMapping } from './map-path.ts'
import { commonFolder, sharedTails } from './shared-tail.ts'

/** A mapping that would have a media server find more of the downloads than it does now. */
export type Proposal = PathMapping & {
  /**
   * Why this one. `same-names`: both paths end alike. `other-mapping`: the owner calls the folder
   * so elsewhere in the settings. `guess`: nothing speaks against it, and nothing for it.
   */
  basis: 'same-names' | 'other-mapping' | 'guess'
  /** The server's whole path map with it; where `from` is `to`, without what led elsewhere. */
  pathMap: PathMapping[]
}

/** So many are worth asking the server about. */
const MOST_PROPOSALS = 3
/** And so many are looked into: libraries come from outside, and may be any number. */
const MOST_LOOKED_INTO = 50

const worth: Record<Coverage, number> = { none: 0, part: 1, all: 2 }

/**
 * The mappings that would join the downloads to a server's libraries, the likeliest first: only such
 * that make it find more than now, and that the settings take. A guess is made only where nothing
 * better is known.
 *
 * @param names What the folder is called elsewhere in the settings.
 */
export const proposalsFor = (downloads: Downloads, names: readonly string[] = []): Proposal[] => {
  const { folder, libraries } = downloads
  const paths = libraries.flatMap((library) => library.paths)
  const unused = downloads.pathMap.filter((mapping) => !isInUse(folder, mapping))
  const likely = [
    ...[...unused.map(({ to }) => to), ...names].map((to) => ({
      from: folder,
      to,
      basis: 'other-mapping' as const,
    })),
    ...sharedTails(folder, paths).map((pair) => ({ ...pair, basis: 'same-names' as const })),
  ]
  const found = better(likely, downloads)
  const parent = commonFolder(paths)
  // Libraries inside of the folder are a part of it under its own name.
  if (found.length > 0 || parent === null || isWithin(folder, parent)) return found
  return better([{ from: folder, to: parent, basis: 'guess' }], downloads)
}

const better = (candidates: readonly Omit<Proposal, 'pathMap'>[], now: Downloads): Proposal[] => {
  const least = worth[coverageOf(now)]
  const found: Proposal[] = []
  for (const candidate of candidates.slice(0, MOST_LOOKED_INTO)) {
    const pathMap = withMapping(candidate, now)
    const place = mapPath(now.folder, pathMap)
    const isKnown = found.some((other) => isSamePath(mapPath(now.folder, other.pathMap), place))
    if (isKnown || !Value.Check(pathMapSchema, pathMap)) continue
    if (worth[coverageOf({ ...now, pathMap })] <= least) continue
    found.push({ ...candidate, pathMap })
    if (found.length === MOST_PROPOSALS) break
  }
  return found
}

const withMapping = (
  { from, to, basis }: Omit<Proposal, 'pathMap'>,
  { folder, pathMap }: Downloads
): PathMapping[] => {
  const isAbove = (old: PathMapping) => isWithin(old.from, folder)
  if (from === to) return pathMap.filter((old) => !isAbove(old))
  // A longer one would hold in its place.
  const kept = pathMap.filter((old) => !(isAbove(old) && isWithin(from, old.from)))
  // What was meant for this folder and missed it is replaced.
  const isMissed = (old: PathMapping) => old.to === to && !isInUse(folder, old)
  return [{ from, to }, ...kept.filter((old) => basis !== 'other-mapping' || !isMissed(old))]
}

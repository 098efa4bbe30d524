import { libraryOf } from '../mediaserver/holding-library.ts'
import { isWithin } from '../mediaserver/server-path.ts'
import type { Library } from '../mediaserver/verdict.ts'
import { mapPath, type PathMapping } from './map-path.ts'

/** How much of the downloads' folder a server's libraries hold. */
export type Coverage = 'all' | 'part' | 'none'

/** Where the downloads are, and which libraries they should be in. */
export type Downloads = {
  /** The engine's own folder. */
  folder: string
  /** How the server sees folders of it. */
  pathMap: readonly PathMapping[]
  libraries: readonly Library[]
}

/** How much of the downloads a server would find: `part` is what lies in some of their folders. */
export const coverageOf = ({ folder, pathMap, libraries }: Downloads): Coverage => {
  const place = mapPath(folder, pathMap)
  if (libraryOf(libraries, place) !== null) return 'all'
  // A folder below can be mapped by itself.
  const below = pathMap.filter(({ from }) => isWithin(folder, from))
  const places = below.map(({ from }) => mapPath(from, pathMap))
  const isPart =
    librariesIn([place, ...places], libraries).length > 0 ||
    places.some((mapped) => libraryOf(libraries, mapped) !== null)
  return isPart ? 'part' : 'none'
}

/** The libraries' folders that lie in one of these. */
export const librariesIn = (places: readonly string[], libraries: readonly Library[]) =>
  libraries.flatMap(({ name, paths }) =>
    paths
      .filter((path) => places.some((place) => isWithin(place, path)))
      .map((path) => ({ name, path }))
  )

/** Whether a mapping has to do with the downloads: it is of their folder, one above or one below. */
export const isInUse = (folder: string, { from }: PathMapping): boolean =>
  isWithin(from, folder) || isWithin(folder, from)

import { type MediaServerKind, mediaServerNames } from '../domain.ts'
import { libraryOf } from '../mediaserver/holding-library.ts'
import { isSamePath, isWithin } from '../mediaserver/server-path.ts'
import type { MediaServerSettings } from '../settings/schema.ts'
import { type Coverage, coverageOf, type Downloads, librariesIn } from './coverage.ts'
import { listWords, pathWord } from './list-words.ts'
import { mapPath } from './map-path.ts'
import type { Proposal } from './proposal.ts'

/** What was learned of a media server and its paths. */
export type ServerPaths = Downloads & {
  server: MediaServerKind
  after: MediaServerSettings['after']
  /** Whether it sees the downloads' folder at all; `null` where it could not be asked. */
  sees: boolean | null
  proposal: Proposal | null
}

/** What a sentence about a mistake may speak of. */
export type Facts = ServerPaths & {
  name: string
  coverage: Coverage
  /** The downloads' folder as the server is told of it. */
  place: string
  /** Whether that is another name than the engine's. */
  isMapped: boolean
  /** The libraries that hold it, or lie in it, in words. */
  held: string
  /** The next step where it is not there at all. */
  mounting: string
}

export const factsOf = (server: ServerPaths): Facts => {
  const { folder, pathMap, libraries } = server
  const name = mediaServerNames[server.server]
  const place = mapPath(folder, pathMap)
  return {
    ...server,
    name,
    coverage: coverageOf(server),
    place: pathWord(place),
    folder: pathWord(folder),
    isMapped: !isSamePath(place, folder),
    held: listWords(holding({ place, folder, pathMap, libraries })),
    mounting: `Mount T◎RRX’s volume into ${name} and add it to a library.`,
  }
}

/** What a library of the downloads is called, and its folder. */
const holding = ({ place, folder, pathMap, libraries }: Downloads & { place: string }) => {
  const around = libraryOf(libraries, place)
  const below = pathMap.filter(({ from }) => isWithin(folder, from))
  const places = [place, ...below.map(({ from }) => mapPath(from, pathMap))]
  const found =
    around === null
      ? librariesIn(places, libraries)
      : around.paths
          .filter((path) => isWithin(path, place))
          .map((path) => ({ name: around.name, path }))
  return found.map((library) => `${pathWord(library.name)} is at ${pathWord(library.path)}`)
}

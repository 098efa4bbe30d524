import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { MediaServerKind } from '../domain.ts'
import type { MediaServerAddress } from '../mediaserver/server.ts'
import type { Library } from '../mediaserver/verdict.ts'
import {
  type IntegrationSettings,
  type MediaServerSettings,
  pathMap,
  sectionSchemas,
} from './schema.ts'

/** What is to be said of a server's paths, once its libraries are known. */
export type PathAdvice = {
  /** What is wrong, and the next step; `null` where nothing is. */
  hint: string | null
  /** What only looks odd. */
  warnings: string[]
  /** The mapping that would help, and the server's whole path map with it. */
  proposal: ProposedMapping | null
}

type PathMap = MediaServerSettings['pathMap']
export type ProposedMapping = PathMap[number] & { basis: string; pathMap: PathMap }

/** What a server's settings say of paths. */
export type PathSettings = Pick<MediaServerSettings, 'pathMap' | 'after'>

/** Looks at the paths of a server that has passed its Test. Asks only, until `signal` aborts. */
export type Advise = (
  server: PathSettings & {
    kind: MediaServerKind
    address: MediaServerAddress
    libraries: readonly Library[]
    /** What is stored. */
    settings: IntegrationSettings
    signal: AbortSignal
  }
) => Promise<PathAdvice>

const sentAfter = Type.Object({ after: sectionSchemas.jellyfin.properties.after })

/**
 * What stands on somebody's screen, where it could be saved, and what is stored in place of the
 * rest: a path that is half typed says nothing of the server, so it is a warning.
 */
export const choosePaths = (
  kind: MediaServerKind,
  { given, stored }: { given: { pathMap?: unknown; after?: unknown }; stored: PathSettings }
): PathSettings & { warnings: string[] } => {
  const { after = stored.after } = Value.Check(sentAfter, given) ? given : {}
  if (Value.Check(pathMap, given.pathMap)) {
    return { after, pathMap: given.pathMap.map(({ from, to }) => ({ from, to })), warnings: [] }
  }
  const isLeft = given.pathMap === undefined
  const problem = `${kind}.pathMap: wanted is ${pathMap.description}; the stored one was looked at.`
  return { after, pathMap: stored.pathMap, warnings: isLeft ? [] : [problem] }
}

import type { MediaServerKind } from '../domain.ts'
import type { MediaServerAddress } from '../mediaserver/server.ts'
import type { Library } from '../mediaserver/verdict.ts'
import type { IntegrationSettings, MediaServerSettings } from '../settings/schema.ts'
import { coverageOf, type Downloads } from './coverage.ts'
import { mapPath } from './map-path.ts'
import type { ServerPaths } from './mistake-facts.ts'
import { proposalsFor } from './proposal.ts'
import type { SeesFolder } from './sees-folder.ts'

/** A media server whose libraries are known, and what its settings say of paths. */
export type KnownServer = Pick<MediaServerSettings, 'pathMap' | 'after'> & {
  kind: MediaServerKind
  address: MediaServerAddress
  libraries: readonly Library[]
}

/**
 * Has the server say whether it sees the downloads' folder, and those that could be proposed, side
 * by side. What it does not see is not proposed; nor is a guess where it sees the folder already.
 *
 * @param settings All of them: what the folder is called elsewhere may be what it is called here.
 * @param signal Ends every question.
 */
export const lookAtServer = async ({
  server,
  folder,
  settings,
  seesFolder,
  signal,
}: {
  server: KnownServer
  /** The engine's own. */
  folder: string
  settings: IntegrationSettings
  seesFolder: SeesFolder
  signal: AbortSignal
}): Promise<ServerPaths> => {
  const { kind, address, libraries, pathMap, after } = server
  const downloads: Downloads = { folder, pathMap, libraries }
  const candidates =
    coverageOf(downloads) === 'all' ? [] : proposalsFor(downloads, otherNames(folder, settings))
  const ask = (path: string) => seesFolder({ kind, address, path, signal })
  const [sees, ...seen] = await Promise.all([
    ask(mapPath(folder, pathMap)),
    ...candidates.map((candidate) => ask(mapPath(folder, candidate.pathMap))),
  ])
  const proposal = candidates.find(
    ({ basis }, index) => seen[index] !== false && !(basis === 'guess' && sees === true)
  )
  return { ...downloads, server: kind, after, sees: sees ?? null, proposal: proposal ?? null }
}

/** What the settings call the folder anywhere, where that is another name. */
const otherNames = (folder: string, settings: IntegrationSettings): string[] =>
  [settings.jellyfin, settings.emby, settings.qbt]
    .map(({ pathMap }) => mapPath(folder, pathMap))
    .filter((name) => name !== folder)

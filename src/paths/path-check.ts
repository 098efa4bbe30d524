import { type MediaServerKind, mediaServerKinds } from '../domain.ts'
import { verdictWords } from '../mediaserver/verdict-words.ts'
import type { Diagnose } from '../settings/media-server-test.ts'
import type { Advise, PathSettings } from '../settings/path-advice.ts'
import type { IntegrationSettings } from '../settings/schema.ts'
import type { Settings } from '../settings/settings.ts'
import type { TestRate } from '../settings/test-rate.ts'
import { coverageOf } from './coverage.ts'
import { mapPath } from './map-path.ts'
import { type EngineFolder, folderOddities, programFindings } from './oddities.ts'
import { offered } from './offered.ts'
import type { PathReport, ServerColumn } from './path-report.ts'
import type { SeesFolder } from './sees-folder.ts'
import { serverFindings } from './server-findings.ts'
import { lookAtServer } from './server-look.ts'
import { adviceOf } from './test-advice.ts'

/** The whole check takes no longer than this, in milliseconds: servers are asked side by side. */
const LONGEST_CHECK_MS = 5000
/** And of that a server has so long to tell its libraries: then there is time for what it sees. */
const LIBRARIES_PATIENCE_MS = 3500

/** What stands on somebody's screen of some servers' paths. */
export type TypedPaths = Partial<Record<MediaServerKind, PathSettings>>

/** Finds out whether the media servers and the programs will find what the engine downloads. */
export type PathCheck = {
  /**
   * Looks at everything that is switched on, as it is stored. Asks only. Each server that is looked
   * at counts as a Test of it: over the rate it is not asked.
   *
   * @param typed What a server's settings say of paths on somebody's screen, in place of the stored.
   * @throws {Unavailable} `store-down`, while the settings were never read.
   */
  look(typed?: TypedPaths): Promise<PathReport>
  /** What a Test of a server says of its paths. */
  advise: Advise
}

export const createPathCheck = ({
  settings,
  engineFolder,
  diagnose,
  seesFolder,
  rate,
}: {
  settings: Pick<Settings, 'current'>
  /** What is known of it at this moment; asks nobody. */
  engineFolder: () => EngineFolder
  diagnose: Diagnose
  seesFolder: SeesFolder
  rate: TestRate
}): PathCheck => {
  const lookAt = async (
    kind: MediaServerKind,
    { stored, signal }: { stored: IntegrationSettings; signal: AbortSignal }
  ): Promise<ServerColumn> => {
    const { enabled, url, apiKey, verifyTls, pathMap, after } = stored[kind]
    if (url === '' || apiKey === '') return { server: kind, state: 'not_set_up' }
    if (!enabled) return { server: kind, state: 'off' }
    const waitMs = rate.take(kind)
    if (waitMs > 0) return tooOften(kind, waitMs)
    const address = { url, apiKey, verifyTls }
    const verdict = await diagnose({ kind, address, timeoutMs: LIBRARIES_PATIENCE_MS })
    const { code, message, hint, libraries } = verdict
    if (!verdict.ok) return { server: kind, state: 'away', code, message, hint }
    const folder = engineFolder().path
    const server = { kind, address, libraries, pathMap, after }
    const paths = await lookAtServer({ server, folder, settings: stored, seesFolder, signal })
    return {
      server: kind,
      state: 'looked_at',
      pathMap,
      path: mapPath(folder, pathMap),
      sees: paths.sees,
      libraries,
      coverage: coverageOf(paths),
      findings: serverFindings(paths),
      proposal: offered(paths),
    }
  }

  return {
    async look(typed = {}) {
      const stored = withPaths(await settings.current(), typed)
      const signal = AbortSignal.timeout(LONGEST_CHECK_MS)
      const servers = await Promise.all(
        mediaServerKinds.map((kind) => lookAt(kind, { stored, signal }))
      )
      const engine = engineFolder()
      const { qbt } = stored
      return {
        ok: servers.every(isFine),
        engine: { ...engine, findings: folderOddities(engine) },
        servers,
        programs: {
          isOn: qbt.enabled,
          pathMap: qbt.pathMap,
          savePath: mapPath(engine.path, qbt.pathMap),
          findings: programFindings(engine.path, qbt),
        },
      }
    },
    async advise({ signal, settings: stored, ...server }) {
      const engine = engineFolder()
      const look = { server, folder: engine.path, settings: stored, seesFolder, signal }
      return adviceOf(engine, await lookAtServer(look))
    },
  }
}

const withPaths = (stored: IntegrationSettings, typed: TypedPaths): IntegrationSettings => ({
  ...stored,
  jellyfin: { ...stored.jellyfin, ...typed.jellyfin },
  emby: { ...stored.emby, ...typed.emby },
})

const isFine = (column: ServerColumn): boolean =>
  column.state === 'looked_at'
    ? column.findings.every(({ level }) => level !== 'wrong')
    : column.state !== 'away'

const tooOften = (kind: MediaServerKind, waitMs: number): ServerColumn => {
  const detail = `${Math.ceil(waitMs / 1000)} s`
  const words = verdictWords('rate_limited', { kind, host: '', hostname: '', detail, waitedMs: 0 })
  return { server: kind, state: 'away', code: 'rate_limited', ...words }
}

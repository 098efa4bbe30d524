import type { MediaServerKind } from '../domain.ts'
import type { Library, VerdictCode } from '../mediaserver/verdict.ts'
import type { Finding } from './finding.ts'
import type { PathMapping } from './map-path.ts'
import type { EngineFolder } from './oddities.ts'
import type { Proposal } from './proposal.ts'

/**
 * The path check, as `GET /settings/integrations/paths` answers it: three columns, each with what
 * was found in it, the worst first.
 *
 * A proposal is taken by a PATCH of the settings with `{ [server]: { pathMap: proposal.pathMap } }`.
 */
export type PathReport = {
  /** Whether nothing is wrong, as far as could be seen. Odd things and notes do not count. */
  ok: boolean
  /** Where the engine puts everything. */
  engine: EngineFolder & { findings: Finding[] }
  /** Where the libraries of each media server are, in the order in which people see them. */
  servers: ServerColumn[]
  programs: ProgramColumn
}

/** A media server: looked at, or why not. */
export type ServerColumn =
  | LookedAtServer
  | { server: MediaServerKind; state: 'off' | 'not_set_up' }
  | {
      server: MediaServerKind
      /** It did not pass its Test, and this is what that says. */
      state: 'away'
      code: VerdictCode
      message: string
      hint: string | null
    }

export type LookedAtServer = {
  server: MediaServerKind
  state: 'looked_at'
  pathMap: PathMapping[]
  /** The engine's folder as the server is told of it. */
  path: string
  /** Whether the server sees that folder on its own disk; `null` where it does not tell (Emby). */
  sees: boolean | null
  libraries: Library[]
  /** How much of the folder is in its libraries. */
  coverage: 'all' | 'part' | 'none'
  findings: Finding[]
  /** The mapping that would join both; `null` where none would be better than what is. */
  proposal: Proposal | null
}

/** What Sonarr, Radarr and other programs are told. */
export type ProgramColumn = {
  /** Whether they are told anything: `qbt.enabled`. */
  isOn: boolean
  pathMap: PathMapping[]
  /** The folder that every torrent is said to be saved to. */
  savePath: string
  findings: Finding[]
}

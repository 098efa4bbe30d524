import type { Clock } from '../lib/clock.ts'
import { cleanText } from './clean.ts'
import { programOf } from './program.ts'

/** A program that has called, as far back as is remembered. All times are Unix milliseconds. */
export type ClientSeen = {
  name: string
  /** As it said at its last call; empty where it did not. */
  version: string
  lastSeenAt: number
  /** When a call of it went well last; `null` for never: it may not have been let in. */
  lastServedAt: number | null
  /** What went wrong last, `null` for nothing yet. See {@link CallNote}. */
  lastError: CallTrouble | null
  /** Why it was sent away last, before a route was looked for; `null` once it is let in. */
  refusal: CallTrouble | null
}

/** A call in vain, such as `GET torrents/info`, with the reason in a few words. */
export type CallTrouble = { at: number; call: string; status: number; reason: string }

/** Whether its last call went well, and that is not long ago. `now` is in Unix milliseconds. */
export const isConnected = (
  { lastSeenAt, lastServedAt }: Pick<ClientSeen, 'lastSeenAt' | 'lastServedAt'>,
  now: number
): boolean => lastServedAt === lastSeenAt && now - lastSeenAt < CONNECTED_MS

/** Sonarr asks each minute, and pauses between tries that fail, in milliseconds. */
const CONNECTED_MS = 10 * 60_000

/** A call that there is no route for. */
export type MissingRoute = {
  call: string
  count: number
  /** Unix milliseconds. */
  lastAt: number
  /** The name of the program that asked last. */
  lastProgram: string
}

/**
 * One answered call. It counts as an error when there is a `reason`, whatever its status: a refused
 * login is a 200.
 */
export type CallNote = {
  userAgent: string | null
  /** The method and the path below the API, such as `GET torrents/info`; a query is dropped. */
  call: string
  status: number
  /** Whether there is such a route; `null` where the call was refused before one was looked for. */
  hasRoute: boolean | null
  /** What went wrong, in a few words; `null` for nothing. */
  reason: string | null
}

/** Who talks to us. It is forgotten when the process ends, and bounded whatever strangers send. */
export type Clients = {
  /** Counts a call that was answered. */
  note(call: CallNote): void
  /** The programs, the one that called last first. */
  all(): ClientSeen[]
  /** The calls that had no route, the last one first. */
  missing(): MissingRoute[]
}

/** How much is kept of each kind; what was seen longest ago makes room. */
const MOST_PROGRAMS = 64
const MOST_MISSING = 100
/** The longest call and the longest reason that are kept, in characters. */
const LONGEST_TEXT = 100

/** Makes an empty memory of programs. */
export const createClients = ({
  clock,
  onNote = () => {},
}: {
  clock: Clock
  /** Told of every note as well, to count it. */
  onNote?: (call: CallNote) => void
}): Clients => {
  const programs = new Map<string, ClientSeen>()
  const missing = new Map<string, MissingRoute>()

  /** The program of this call, which has just been seen. */
  const see = (userAgent: string | null): ClientSeen => {
    const { name, version } = programOf(userAgent)
    const now = clock.now()
    const entry = programs.get(name) ?? newcomer(name, now)
    entry.version = version
    entry.lastSeenAt = now
    keep(programs, name, entry, MOST_PROGRAMS)
    return entry
  }

  return {
    note(noted) {
      onNote(noted)
      const { userAgent, call, status, hasRoute, reason } = noted
      const program = see(userAgent)
      const at = program.lastSeenAt
      const [path = ''] = call.split('?')
      const asked = cleanText(path, LONGEST_TEXT)
      const trouble =
        reason === null
          ? null
          : { at, call: asked, status, reason: cleanText(reason, LONGEST_TEXT) }
      if (hasRoute === null) {
        program.refusal = trouble
        return
      }
      // A session that is over is refused once, and begun anew: that is no trouble of a day.
      if (trouble === null || !hasRoute) [program.lastServedAt, program.refusal] = [at, null]
      if (!hasRoute) {
        const count = (missing.get(asked)?.count ?? 0) + 1
        const route = { call: asked, count, lastAt: at, lastProgram: program.name }
        keep(missing, asked, route, MOST_MISSING)
      } else if (trouble !== null) {
        program.lastError = trouble
      }
    },
    all: () => [...programs.values()].reverse().map((program) => ({ ...program })),
    missing: () => [...missing.values()].reverse(),
  }
}

const newcomer = (name: string, now: number): ClientSeen => ({
  name,
  version: '',
  lastSeenAt: now,
  lastServedAt: null,
  lastError: null,
  refusal: null,
})

/** Puts an entry at the end of a map, and takes out the first when there is one too many. */
const keep = <Value>(map: Map<string, Value>, key: string, value: Value, most: number) => {
  map.delete(key)
  map.set(key, value)
  const [first] = map.keys()
  if (first !== undefined && map.size > most) map.delete(first)
}

import { Counter, Histogram } from 'prom-client'
import type { CallNote } from '../clients/clients.ts'
import { programOf } from '../clients/program.ts'
import { itemFindings, mediaServerKinds } from '../domain.ts'
import type { RefreshObserver } from '../refresh/observer.ts'
import { type NoteRefusal, refusalReasons } from '../security/refusal-reason.ts'
import { engineCallNames, type ObservedCall } from '../torrents/engine/engine-calls.ts'
import { callFailures } from '../upstream-error.ts'
import type { MetricsRegistry } from './registry.ts'

/** What is counted while it happens. */
export type Counters = {
  refreshes: RefreshObserver
  engineCall(call: ObservedCall): void
  programCall(call: CallNote): void
  refused(refused: Parameters<NoteRefusal>[0]): void
}

/** From a second to a day: a server may be off for a night. */
const WAIT_BUCKETS = [1, 5, 10, 30, 60, 120, 300, 900, 3600, 21_600, 86_400]
/** To the engine's longest patience. */
const CALL_BUCKETS = [0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 30]

const METHOD_NOT_ALLOWED = 405

/** Programs that are counted by their names. Strangers must not be able to make up more series. */
const PROGRAMS: ReadonlySet<string> = new Set([
  'Sonarr',
  'Radarr',
  'Lidarr',
  'Readarr',
  'Prowlarr',
  'Whisparr',
  'autobrr',
  'cross-seed',
  'qui',
  'python-requests',
  'node',
  'Firefox',
  'Chrome',
])

/** Makes the counters in a registry. */
export const createCounters = (registry: MetricsRegistry): Counters => {
  const registers = [registry]
  const refreshes = new Counter({
    name: 'torrent_notifier_refreshes_total',
    help: 'Tries to have a media server refresh: asked, or why it could not be.',
    labelNames: ['server', 'outcome'] as const,
    registers,
  })
  const findings = new Counter({
    name: 'torrent_notifier_refresh_findings_total',
    help: 'What came of refreshes: whether the item was found in the library.',
    labelNames: ['server', 'item'] as const,
    registers,
  })
  const waits = new Histogram({
    name: 'torrent_notifier_completion_to_refresh_seconds',
    help: 'From the moment in which a torrent was seen complete to the refresh that a server took.',
    labelNames: ['server'] as const,
    buckets: WAIT_BUCKETS,
    registers,
  })
  const engineCalls = new Counter({
    name: 'torrent_notifier_engine_calls_total',
    help: 'Calls of the engine: ok, or why they failed.',
    labelNames: ['call', 'outcome'] as const,
    registers,
  })
  const engineSeconds = new Histogram({
    name: 'torrent_notifier_engine_call_seconds',
    help: 'How long calls of the engine took.',
    labelNames: ['call'] as const,
    buckets: CALL_BUCKETS,
    registers,
  })
  const programCalls = new Counter({
    name: 'torrent_notifier_qbittorrent_calls_total',
    help: 'Calls of the emulated Web API that were let in, by route and program; any other of either is "other". A refused login or add is a 200 that failed.',
    labelNames: ['route', 'program', 'status', 'outcome'] as const,
    registers,
  })
  const refusals = new Counter({
    name: 'torrent_notifier_refusals_total',
    help: 'Requests that were refused before any route or by none having them, and failed logins.',
    labelNames: ['reason', 'program'] as const,
    registers,
  })

  // A rate that begins at 1 hides its first event from monitors.
  for (const server of mediaServerKinds) {
    for (const outcome of ['asked', 'incomplete', ...callFailures]) {
      refreshes.inc({ server, outcome }, 0)
    }
    for (const item of itemFindings) findings.inc({ server, item }, 0)
    waits.zero({ server })
  }
  for (const reason of refusalReasons) refusals.inc({ reason, program: 'other' }, 0)
  for (const program of PROGRAMS) refusals.inc({ reason: 'wrong-credentials', program }, 0)
  for (const call of engineCallNames) {
    for (const outcome of ['ok', ...callFailures]) engineCalls.inc({ call, outcome }, 0)
  }

  return {
    refreshes: {
      asked(server, { at, debts }) {
        refreshes.inc({ server, outcome: 'asked' })
        for (const { seenAt } of debts) waits.observe({ server }, Math.max(at - seenAt, 0) / 1000)
      },
      failed: (server, outcome) => refreshes.inc({ server, outcome }),
      found: (server, item) => findings.inc({ server, item }),
    },
    engineCall({ call, outcome, ms }) {
      engineCalls.inc({ call, outcome })
      engineSeconds.observe({ call }, ms / 1000)
    },
    programCall({ userAgent, call, status, hasRoute, reason }) {
      // Among the refusals: a session that is over would look like a failed call.
      if (hasRoute === null) return
      const program = countedAs(userAgent)
      // A method that its route does not take is the caller's word, as is a path without a route.
      const isOurs = hasRoute && status !== METHOD_NOT_ALLOWED
      const outcome = reason === null ? 'ok' : 'failed'
      programCalls.inc({ route: isOurs ? call : 'other', program, status, outcome })
    },
    refused: ({ request, reason }) =>
      refusals.inc({ reason, program: countedAs(request.headers.get('user-agent')) }),
  }
}

const countedAs = (userAgent: string | null): string => {
  const { name } = programOf(userAgent)
  return PROGRAMS.has(name) ? name : 'other'
}

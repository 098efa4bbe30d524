import type { JellyfinOptions } from '../../../src/demo/media-server/jellyfin.ts'
import type { JellyfinPhase } from '../../../src/demo/media-server/jellyfin-phases.ts'
import { type Clock, systemClock } from '../../../src/lib/clock.ts'
import { apiKey, type Stage } from './stage.ts'
import { type Row, testRows } from './verdict-rows.ts'

const startingHint = 'Wait a minute, then test again. After an update it can take longer.'
const blockedHint = (name: string) =>
  `In ${name}’s network settings allow remote connections, or count this address as local.`

/** A second takes it fifty milliseconds. */
const hurried: Clock = {
  ...systemClock,
  sleep: (ms, signal) => systemClock.sleep(ms / 20, signal),
}
const inPhase =
  (phase: JellyfinPhase, options: Partial<JellyfinOptions> = {}) =>
  (stage: Stage) => {
    const server = stage.jellyfin({ clock: hurried, ...options })
    server.control.phase = phase
    return server.url
  }
const embyInPhase = (phase: 'loading' | 'blocked') => (stage: Stage) => {
  const server = stage.emby()
  server.control.phase = phase
  return server.url
}
const statusOf =
  (status: number, headers: Record<string, string> = {}) =>
  (stage: Stage) =>
    stage.front({ answer: () => new Response('no', { status, headers }) }).url
const unable = (status: number): Row => ({
  when: `it answers ${status}`,
  server: statusOf(status),
  code: 'server_error',
  message: `Jellyfin answered with an error of its own, ${status}.`,
  hint: 'Look into Jellyfin’s log, then test again.',
})
const lonely = (status: number): Row => ({
  when: `a proxy answers ${status}`,
  server: statusOf(status),
  code: 'server_error',
  message: `A proxy answers at {host}, but Jellyfin behind it does not (${status}).`,
  hint: 'Check that Jellyfin runs and that the proxy leads to it.',
})

const states: Row[] = [
  ...(['12.0.0', '10.11.11'] as const).flatMap((version) =>
    (['setup', 'migrating', 'loading'] as const).map(
      (phase): Row => ({
        when: `Jellyfin ${version} starts (${phase})`,
        server: inPhase(phase, { version }),
        code: 'starting',
        message: 'Jellyfin is starting up.',
        hint: startingHint,
      })
    )
  ),
  {
    when: 'Jellyfin 12 below a base URL starts, and its own start knows none',
    server: inPhase('setup', { basePath: '/jellyfin' }),
    code: 'starting',
    message: 'Jellyfin is starting up.',
    hint: startingHint,
  },
  {
    when: 'Emby starts',
    kind: 'emby',
    server: embyInPhase('loading'),
    code: 'starting',
    message: 'Emby is starting up.',
    hint: startingHint,
  },
  ...(['10.8.13', '10.9.11', '10.11.11', '12.0.0'] as const).flatMap((version) =>
    [apiKey, 'wrong'].map(
      (key): Row => ({
        when: `Jellyfin ${version} shuts our address out, ${key === apiKey ? 'right' : 'wrong'} key`,
        server: inPhase('blocked', { version }),
        key,
        code: 'blocked',
        message: 'Jellyfin runs, but keeps this address out.',
        hint: blockedHint('Jellyfin'),
      })
    )
  ),
  {
    when: 'Emby shuts our address out',
    kind: 'emby',
    server: embyInPhase('blocked'),
    code: 'blocked',
    message: 'Emby runs, but keeps this address out.',
    hint: blockedHint('Emby'),
  },
  {
    when: 'its own first setup is not done, and shows its libraries to any key',
    server: inPhase('wizard'),
    key: 'wrong',
    code: 'setup_incomplete',
    message: 'Jellyfin runs, but its own first setup is not finished.',
    hint: 'Open {host}, finish it, then test again.',
  },
  unable(500),
  unable(501),
  {
    when: 'it is off behind a proxy that calls that 503',
    server: (stage) =>
      stage.front({ answer: () => new Response('no available server', { status: 503 }) }).url,
    code: 'server_error',
    message: 'A proxy answers at {host}, but Jellyfin behind it does not (503).',
    hint: 'Check that Jellyfin runs and that the proxy leads to it.',
  },
  lonely(502),
  lonely(504),
  {
    when: 'it is asked too often',
    server: statusOf(429, { 'retry-after': '20' }),
    code: 'server_error',
    message: '{host} is asked too often (429).',
    hint: 'Jellyfin itself sets no such limit: look at the proxy before it. Test again in 20 s.',
  },
]

testRows('is in no state to answer', states)

import type { Clock } from '../../lib/clock.ts'
import { empty, json } from './jellyfin-answers.ts'

/**
 * What a Jellyfin server is going through.
 *
 * - `off`: nobody listens.
 * - `setup`: the first part of its start, answered by a little server of its own (from 10.11 on).
 * - `migrating`: the same before it knows its own name, which it keeps callers waiting for.
 * - `loading`: the second part of its start.
 * - `ready`
 * - `wizard`: up, but its first-run wizard was never done.
 * - `blocked`: up, but the caller's address is shut out by the rules for remote access.
 */
export type JellyfinPhase =
  | 'off'
  | 'setup'
  | 'migrating'
  | 'loading'
  | 'ready'
  | 'wizard'
  | 'blocked'

/** What the start's own server keeps a caller waiting for at most, in milliseconds. */
const LONGEST_HOLD_MS = 2500

/** What the start's own server answers; it knows no base URL. */
export const answerSetup = async (
  path: string,
  { phase, version, clock }: { phase: JellyfinPhase; version: string; clock: Clock }
): Promise<Response> => {
  const name = path.toLowerCase()
  if (name === '/health') return text(200, 'text/plain', 'Degraded')
  if (name === '/system/info/public') {
    if (phase === 'setup') return json(earlyInfo(version))
    await clock.sleep(LONGEST_HOLD_MS)
    return empty(503)
  }
  const page = '\ufeff<!DOCTYPE html><html><head><title>Jellyfin is starting</title></head></html>'
  const answer = text(503, 'text/html', page)
  answer.headers.set('retry-after', '005')
  return answer
}

/** What a phase answers to a call that is allowed by itself; `null` where the call goes on. */
export const gate = (
  phase: JellyfinPhase,
  { path, version }: { path: string; version: string }
): Response | null => {
  // Up to 10.8 the middleware ended the call and forgot the status (jellyfin issue 10800).
  if (phase === 'blocked') return empty(version.startsWith('10.8.') ? 200 : 503)
  if (phase !== 'loading' || path === '/system/ping') return null
  return text(503, 'text/html', 'Jellyfin Server is loading. Please try again shortly.')
}

/** Spelt otherwise than later, and wrong about a server that is long set up. */
const earlyInfo = (version: string) => ({
  localAddress: null,
  serverName: 'demo',
  version,
  productName: 'Jellyfin Server',
  operatingSystem: '',
  id: '961ba371cfd049968931d4a40f12afd3',
  startupWizardCompleted: false,
})

const text = (status: number, type: string, body: string): Response =>
  new Response(body, { status, headers: { 'content-type': type } })

import { type StatusFacts, statusSentence } from '../../../../src/admin/head/status-sentence.ts'
import { joined, plainText } from '../../../../src/admin/phrase.ts'
import type { RefreshState } from '../../../../src/refresh/state.ts'
import type { FailureCode } from '../../../../src/upstream-error.ts'
import { refreshState as refresh, up, watcherState } from '../../../support/states.ts'

export const NOW = Date.UTC(2026, 10, 22, 20, 0)
export const MINUTE = 60_000
export const ago = (ms: number) => NOW - ms

/** Nothing is owed, and it was asked before. */
export const settled = refresh({ lastAcceptedAt: ago(5 * MINUTE) })
export const off = refresh({ phase: 'off' })

/** Waits until a key or an address is set right. */
export const paused = (code: FailureCode = 'unauthorized') =>
  refresh({
    phase: 'paused',
    owed: 3,
    owedSince: ago(MINUTE),
    fault: { code, since: ago(MINUTE) },
    nextTryAt: NOW + 15 * MINUTE,
  })

export type Given = Partial<StatusFacts> & { jellyfin?: RefreshState; emby?: RefreshState }

/** What a sentence is judged by: Jellyfin is fine and Emby off, but for `given`. */
export const factsOf = ({
  jellyfin = settled,
  emby = off,
  ...changes
}: Given = {}): StatusFacts => ({
  store: up,
  engine: up,
  watcher: watcherState({ since: ago(MINUTE) }),
  refresh: { jellyfin, emby },
  tests: { jellyfin: null, emby: null },
  numbers: null,
  connected: [],
  areSettingsRead: true,
  isSetUp: true,
  usesMongo: true,
  now: NOW,
  ...changes,
})

/** The sentence as it reads, with ordinary blanks. */
export const tell = (given: Given = {}) => {
  const sentence = statusSentence(factsOf(given))
  const words = plainText(joined([sentence.lead, sentence.rest])).replaceAll('\u00a0', ' ')
  return { ...sentence, words }
}

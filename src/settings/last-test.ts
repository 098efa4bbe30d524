import type { MediaServerKind } from '../domain.ts'
import type { Clock } from '../lib/clock.ts'
import type { MediaServerAddress } from '../mediaserver/server.ts'
import type { VerdictCode } from '../mediaserver/verdict.ts'
import type { Diagnose } from './media-server-test.ts'

/** What the last Test of a server has found, and when, in Unix milliseconds. */
export type LastTest = { code: VerdictCode; at: number }

/** Addresses and keys of which the last Test is remembered; the oldest go first. */
const MOST_REMEMBERED = 20

/** Tests that are remembered until the next one of the same, or until this process ends. */
export type RememberedTests = {
  diagnose: Diagnose
  /** The last Test of this server at this address, with this key; `null` for none. */
  lastTest(kind: MediaServerKind, address: MediaServerAddress): LastTest | null
}

/** Remembers what each Test has found: of what is stored, and of what was only tried. */
export const rememberTests = ({
  diagnose,
  clock,
}: {
  diagnose: Diagnose
  clock: Clock
}): RememberedTests => {
  const last = new Map<string, LastTest>()
  return {
    async diagnose(server) {
      const verdict = await diagnose(server)
      const of = keyOf(server.kind, server.address)
      // Set anew, it is the youngest.
      last.delete(of)
      last.set(of, { code: verdict.code, at: clock.now() })
      const [oldest] = last.keys()
      if (oldest !== undefined && last.size > MOST_REMEMBERED) last.delete(oldest)
      return verdict
    },
    lastTest: (kind, address) => last.get(keyOf(kind, address)) ?? null,
  }
}

const keyOf = (kind: MediaServerKind, { url, apiKey, verifyTls }: MediaServerAddress): string =>
  JSON.stringify([kind, url, apiKey, verifyTls])

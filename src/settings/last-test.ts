import type { MediaServerKind } from '../domain.ts'
import type { Clock } from '../lib/clock.ts'
import type { MediaServerAddress } from '../mediaserver/server.ts'
import type { VerdictCode } from '../mediaserver/verdict.ts'
import type { Diagnose } from './media-server-test.ts'

/** What the last Test of a server has found, and when, in Unix milliseconds. */
export type LastTest = { code: VerdictCode; at: number }

/** Tests that are remembered until the next one, or until this process ends. */
export type RememberedTests = {
  diagnose: Diagnose
  /** The last Test of this server; `null` where that was of another address, or with another key. */
  lastTest(kind: MediaServerKind, address: MediaServerAddress): LastTest | null
}

/** Remembers what each server's last Test has found. */
export const rememberTests = ({
  diagnose,
  clock,
}: {
  diagnose: Diagnose
  clock: Clock
}): RememberedTests => {
  const last = new Map<MediaServerKind, LastTest & { of: string }>()
  return {
    async diagnose(server) {
      const verdict = await diagnose(server)
      last.set(server.kind, { code: verdict.code, at: clock.now(), of: keyOf(server.address) })
      return verdict
    },
    lastTest(kind, address) {
      const found = last.get(kind)
      return found?.of === keyOf(address) ? { code: found.code, at: found.at } : null
    },
  }
}

const keyOf = ({ url, apiKey, verifyTls }: MediaServerAddress): string =>
  JSON.stringify([url, apiKey, verifyTls])

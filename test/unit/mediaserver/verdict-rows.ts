import { afterEach, describe, expect, test } from 'bun:test'
import type { MediaServerKind } from '../../../src/domain.ts'
import { diagnose } from '../../../src/mediaserver/diagnose.ts'
import type { VerdictCode } from '../../../src/mediaserver/verdict.ts'
import { type Certificate, createAuthority } from '../../support/certificate.ts'
import { apiKey, createStage, type Stage } from './stage.ts'

/** A server as it behaves, and what its owner reads. `{host}` stands for the server's own. */
export type Row = {
  when: string
  kind?: MediaServerKind
  /** @returns The URL that the owner entered. */
  server: (stage: Stage) => string | Promise<string>
  key?: string
  timeoutMs?: number
  code: VerdictCode
  message: string
  hint: string | null
  /** What is proposed as URL in its place; nothing where that is absent. */
  address?: string
}

/** Whose certificates are trusted in these tests. */
export const authority = createAuthority()

/** A Jellyfin behind TLS. */
export const secure = (stage: Stage, tls: Certificate): string =>
  stage.front({ behind: stage.jellyfin().url, tls }).url

/** Trusts the test's own authority beside those of the system. */
const trusting: typeof fetch = Object.assign(
  (input: Parameters<typeof fetch>[0], init?: BunFetchRequestInit) =>
    fetch(input, { ...init, tls: { ca: authority.ca, ...init?.tls } }),
  { preconnect: fetch.preconnect }
)

/** Has a Test of each server say what its row says, word by word. */
export const testRows = (name: string, rows: readonly Row[]): void => {
  const stage = createStage()
  afterEach(() => stage.clear())

  describe(`a server that ${name}`, () => {
    test.each(rows.map((row) => ({ ...row, title: `${row.when} → ${row.code}` })))(
      '$title',
      async ({
        kind = 'jellyfin',
        server,
        key = apiKey,
        timeoutMs,
        code,
        message,
        hint,
        address,
      }) => {
        const url = await server(stage)
        const verdict = await diagnose({
          kind,
          address: { url, apiKey: key, verifyTls: true },
          fetch: trusting,
          ...(timeoutMs === undefined ? {} : { timeoutMs }),
        })
        const { host } = new URL(url)
        expect(verdict).toMatchObject({
          ok: code === 'ok',
          code,
          message: message.replaceAll('{host}', host),
          hint: hint?.replaceAll('{host}', host) ?? null,
          warnings: [],
        })
        expect(verdict.address).toBe(address?.replaceAll('{host}', host))
        expect(JSON.stringify(verdict)).not.toContain(key)
      }
    )
  })
}

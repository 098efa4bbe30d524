import { fingerprintOf } from '../../../../src/admin/forms/conflict.ts'
import { readSubmitted } from '../../../../src/admin/forms/submitted.ts'
import { actOnServer, type ServerActed } from '../../../../src/admin/servers/actions.ts'
import type { MediaServerAddress } from '../../../../src/mediaserver/server.ts'
import type { Verdict } from '../../../../src/mediaserver/verdict.ts'
import type { PathReport } from '../../../../src/paths/path-report.ts'
import type { MediaServerSettings } from '../../../../src/settings/schema.ts'
import { createSettings } from '../../../../src/settings/settings.ts'
import { createTestRate } from '../../../../src/settings/test-rate.ts'
import { createManualClock } from '../../../support/manual-clock.ts'
import { createMemorySettingsStore } from '../../../support/memory-settings-store.ts'
import { silentLog } from '../../../support/silent-log.ts'

export const KEY = 'canary-4ce1'
export const stored: MediaServerSettings = {
  enabled: true,
  url: 'http://jellyfin:8096',
  apiKey: KEY,
  refresh: 'full',
  after: 'download',
  pathMap: [],
  verifyTls: true,
}

const verdict: Verdict = {
  ok: true,
  code: 'ok',
  message: 'It works.',
  hint: null,
  product: 'jellyfin',
  version: '10.11.11',
  serverName: 'home',
  libraries: [],
  warnings: [],
}
const report: PathReport = {
  ok: true,
  engine: { path: '/data', isKnown: true, findings: [] },
  servers: [],
  programs: { isOn: true, pathMap: [], savePath: '/data', findings: [] },
}

/** What a browser sends of Jellyfin's form as it was made of `seen`, with these changes. */
export const typed = (
  changes: Record<string, string> = {},
  seen: MediaServerSettings = stored
): URLSearchParams =>
  new URLSearchParams({
    seen: fingerprintOf(seen),
    key: seen.apiKey === '' ? 'none' : 'keep',
    'jellyfin.enabled': String(seen.enabled),
    'jellyfin.url': seen.url,
    'jellyfin.refresh': seen.refresh,
    'jellyfin.after': seen.after,
    'jellyfin.verifyTls': String(seen.verifyTls),
    'jellyfin.pathMap.from': '',
    'jellyfin.pathMap.to': '',
    ...changes,
  })

/** Jellyfin's form over real settings, which hold `jellyfin`. */
export const openForm = async (jellyfin: Partial<MediaServerSettings> | null = stored) => {
  const clock = createManualClock()
  const store = createMemorySettingsStore(jellyfin && { jellyfin: { ...jellyfin } })
  const settings = createSettings({ store: { settings: store }, clock, log: silentLog })
  const asked: MediaServerAddress[] = []
  const advised: unknown[] = []
  const looked: unknown[] = []
  const deps = {
    settings,
    async diagnose({ address }: { address: MediaServerAddress }) {
      asked.push(address)
      return verdict
    },
    async advise({ pathMap, after }: { pathMap: unknown; after: unknown }) {
      advised.push({ pathMap, after })
      return { hint: null, warnings: [], proposal: null }
    },
    rate: createTestRate({ perMinute: 30, clock }),
    async lookAtPaths(paths: unknown) {
      looked.push(paths)
      return report
    },
  }
  await settings.read()
  const send = async (form: URLSearchParams): Promise<ServerActed> => {
    const request = new Request('http://nas/', { method: 'POST', body: form })
    const sent = await readSubmitted(request, 'jellyfin')
    return await actOnServer(deps, { kind: 'jellyfin', sent })
  }
  return { send, settings, store, clock, asked, advised, looked, report }
}

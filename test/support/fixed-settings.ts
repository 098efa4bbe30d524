import type { MediaServerKind } from '../../src/domain.ts'
import { createSignal } from '../../src/lib/signal.ts'
import type { IntegrationSettings, MediaServerSettings } from '../../src/settings/schema.ts'
import type { Settings } from '../../src/settings/settings.ts'
import { readStored } from '../../src/settings/stored.ts'

/** Settings that a test holds in its hand. */
export type FixedSettings = Settings & {
  /** Changes one server, and announces it. */
  set(kind: MediaServerKind, change: Partial<MediaServerSettings>): void
}

/** Settings in which these servers are switched on, at the given URL, with the key `key`. */
export const fixedSettings = (
  urls: Partial<Record<MediaServerKind, string>> = {}
): FixedSettings => {
  const changed = createSignal<IntegrationSettings>()
  const on = (url: string) => ({ enabled: true, url, apiKey: 'key' })
  const document = Object.fromEntries(Object.entries(urls).map(([kind, url]) => [kind, on(url)]))
  let { settings } = readStored(document)
  return {
    changed,
    last: () => settings,
    current: async () => settings,
    read: async () => settings,
    patch: () => Promise.reject(new Error('these settings are changed by `set`')),
    start() {},
    async stop() {},
    set(kind, change) {
      settings = { ...settings, [kind]: { ...settings[kind], ...change } }
      changed.announce(settings)
    },
  }
}

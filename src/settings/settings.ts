import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { createSignal, type Signal } from '../lib/signal.ts'
import { createStandingFault } from '../lib/standing-fault.ts'
import { waitForStore } from '../lib/store-wait.ts'
import type { SettingsStore, StoredDocument } from '../store/store.ts'
import { UpstreamError } from '../upstream-error.ts'
import { parsePatch } from './patch.ts'
import type { IntegrationSettings } from './schema.ts'
import { readStored, writeStored } from './stored.ts'

/** The settings as everything inside sees them, keys included. */
export type Settings = {
  /**
   * What is stored at this moment.
   *
   * @throws {Unavailable} `store-down`, when the store stays away for 5 s.
   */
  read(): Promise<IntegrationSettings>
  /** What was read last, at most some seconds old; `null` until the store has answered once. */
  last(): IntegrationSettings | null
  /**
   * What was read last; what is stored, while nothing was read yet.
   *
   * @throws {Unavailable} As `read`.
   */
  current(): Promise<IntegrationSettings>
  /**
   * Merges a PATCH's body into what is stored at this moment; see {@link parsePatch}.
   *
   * @throws {InvalidInput} With every problem; nothing was stored.
   * @throws {Unavailable} `store-down`, when the store stays away for 5 s.
   */
  patch(
    body: unknown,
    options?: {
      /** Gets what the change would be made to; what it throws leaves the store as it was. */
      check?: (stored: IntegrationSettings) => void
    }
  ): Promise<{ settings: IntegrationSettings; warnings: string[] }>
  /** Announced at the first read, and whenever something but `updatedAt` changed, by whomever. */
  changed: Signal<IntegrationSettings>
  /** Begins to look for changes that others make. */
  start(): void
  stop(): Promise<void>
}

/** Makes the settings. @param pollMs How often foreign changes are looked for. */
export const createSettings = ({
  store,
  clock,
  log,
  pollMs = 3000,
}: {
  store: { settings: SettingsStore }
  clock: Clock
  log: Log
  pollMs?: number
}): Settings => {
  const stopping = new AbortController()
  const changed = createSignal<IntegrationSettings>()
  const fault = createStandingFault({ log, clock })
  const waiting = { clock, signal: stopping.signal }
  let last: IntegrationSettings | null = null
  let malformed = new Set<string>()
  // A read that began before the newest known answer came must not undo it.
  let asked = 0
  let newest = 0
  let running = Promise.resolve()

  const understand = (document: StoredDocument | null): IntegrationSettings => {
    const reading = readStored(document)
    for (const field of reading.malformed) {
      if (!malformed.has(field)) log.warn('stored field malformed, its default holds', { field })
    }
    malformed = new Set(reading.malformed)
    return reading.settings
  }

  const learn = (settings: IntegrationSettings) => {
    const isNews =
      last === null || !Bun.deepEquals({ ...last, updatedAt: 0 }, { ...settings, updatedAt: 0 })
    last = settings
    if (isNews) changed.announce(settings)
  }

  const read = async (): Promise<IntegrationSettings> => {
    asked += 1
    const ticket = asked
    const settings = understand(await waitForStore(() => store.settings.read(), waiting))
    if (ticket > newest) {
      newest = ticket
      learn(settings)
    }
    return settings
  }

  const look = async () => {
    try {
      await read()
      fault.clear('settings can be read again')
    } catch (error) {
      if (stopping.signal.aborted) return
      const code = error instanceof UpstreamError ? error.code : 'unexpected'
      fault.raise('settings cannot be read', { code })
    }
  }

  const poll = async () => {
    while (!stopping.signal.aborted) {
      await look()
      await clock.sleep(pollMs, stopping.signal)
    }
  }

  return {
    read,
    last: () => last,
    current: async () => last ?? (await read()),
    changed,
    async patch(body, { check } = {}) {
      let warnings: string[] = []
      const document = await waitForStore(
        (isOver) =>
          store.settings.update((stored) => {
            if (isOver()) throw new Error('nobody waits for this change any more')
            const current = readStored(stored).settings
            check?.(current)
            const parsed = parsePatch(body, current)
            warnings = parsed.warnings
            const updatedAt = Math.floor(clock.now() / 1000)
            return writeStored(stored, { changes: parsed.changes, updatedAt })
          }),
        waiting
      )
      const settings = understand(document)
      asked += 1
      newest = asked
      learn(settings)
      return { settings, warnings }
    },
    start() {
      running = poll()
    },
    async stop() {
      stopping.abort()
      await running
    },
  }
}

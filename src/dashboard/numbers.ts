import { Unavailable } from '../domain.ts'
import type { Clock } from '../lib/clock.ts'
import type { Catalog, CatalogView } from '../torrents/catalog/catalog.ts'
import { toWidget, type Widget } from './widget.ts'

export type NumbersDeps = { catalog: Pick<Catalog, 'list' | 'peek'>; clock: Clock }

/** So long a dashboard waits for new numbers while older ones are there, in milliseconds. */
const NEW_NUMBERS_WAIT_MS = 1000

/**
 * Makes the look at the numbers that dashboards show. They are those of now, or after a second
 * those of before. The catalog lets go of its last copy after a day; the few numbers that were
 * told last stay, and say how old they are.
 *
 * @returns A function that answers `null` only when no numbers were ever known.
 */
export const createNumbers = (deps: NumbersDeps): (() => Promise<Widget | null>) => {
  let last: { widget: Widget; at: number } | null = null
  const lastNumbers = (): Widget | null => {
    if (last === null) return null
    const agedBy = Math.floor((deps.clock.monotonic() - last.at) / 1000)
    return { ...last.widget, state: 'down', age_seconds: last.widget.age_seconds + agedBy }
  }
  return async () => {
    const view = await lookNow(deps)
    if (view === null) return lastNumbers()
    const widget = toWidget(view)
    last = { widget, at: deps.clock.monotonic() }
    return widget
  }
}

const lookNow = async ({ catalog, clock }: NumbersDeps): Promise<CatalogView | null> => {
  const answered = new AbortController()
  const listed = catalog.list()
  const late = clock.sleep(NEW_NUMBERS_WAIT_MS, answered.signal).then(() => catalog.peek())
  try {
    return (await Promise.race([listed, late])) ?? (await listed)
  } catch (error) {
    if (error instanceof Unavailable) return null
    throw error
  } finally {
    answered.abort()
  }
}

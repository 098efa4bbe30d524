import type { Clock } from '../lib/clock.ts'
import type { DependencyState } from '../lib/dependency.ts'
import type { Catalog, CatalogView } from '../torrents/catalog/catalog.ts'
import { Unavailable } from '../upstream-error.ts'
import { toWidget, type Widget } from './widget.ts'

export type NumbersDeps = {
  catalog: Pick<Catalog, 'list' | 'peek'>
  engine: () => DependencyState
  clock: Clock
}

/** So long a dashboard waits for new numbers while older ones are there, in milliseconds. */
const NEW_NUMBERS_WAIT_MS = 1000
/** And so long while there are none, which is worth more patience, in milliseconds. */
const FIRST_NUMBERS_WAIT_MS = 2000

/**
 * Makes the look at the numbers that dashboards show. They are those of now, or after a second
 * those of before; where there are none, nobody waits for longer than two. The catalog lets go of
 * its last copy after a day; the few numbers that were told last stay, and say how old they are.
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
    const areKnown = last !== null || deps.catalog.peek() !== null
    const view = await lookNow(deps, areKnown ? NEW_NUMBERS_WAIT_MS : FIRST_NUMBERS_WAIT_MS)
    if (view === null) return lastNumbers()
    const widget = toWidget(view, { isEngineAway: wasLostSince(view, deps.engine()) })
    last = { widget, at: deps.clock.monotonic() }
    return widget
  }
}

/** Whether the engine was found away after this look at it: it is known sooner than the next look. */
const wasLostSince = ({ takenAt }: CatalogView, { status, since }: DependencyState): boolean =>
  status === 'down' && takenAt <= since

const lookNow = async (
  { catalog, clock }: NumbersDeps,
  patienceMs: number
): Promise<CatalogView | null> => {
  const answered = new AbortController()
  const late = clock.sleep(patienceMs, answered.signal).then(() => catalog.peek())
  try {
    return await Promise.race([catalog.list(), late])
  } catch (error) {
    if (error instanceof Unavailable) return null
    throw error
  } finally {
    answered.abort()
  }
}

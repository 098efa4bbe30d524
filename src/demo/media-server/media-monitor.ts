import type { Clock } from '../../lib/clock.ts'
import { isBelow } from './library-items.ts'

/** Waits until nothing more is reported of a place, and then looks there. */
export type MediaMonitor = {
  /** Each report of the same place, or of its neighbour, makes it wait anew. */
  report(path: string): void
  /** A full scan looks everywhere: what was waited for is dropped. */
  forget(): void
}

type Waiting = { path: string; ending: AbortController }

/**
 * @param delayMs How long it waits after the last report.
 * @param look Gets the place: for two neighbours the folder that they are in.
 */
export const createMediaMonitor = ({
  delayMs,
  look,
  clock,
}: {
  delayMs: number
  look: (path: string) => void
  clock: Clock
}): MediaMonitor => {
  const waiting = new Set<Waiting>()

  const end = (entry: Waiting) => {
    waiting.delete(entry)
    entry.ending.abort()
  }
  const wait = async (path: string) => {
    const entry = { path, ending: new AbortController() }
    waiting.add(entry)
    await clock.sleep(delayMs, entry.ending.signal)
    if (!waiting.delete(entry)) return
    look(path)
  }
  return {
    report(path) {
      const place = path.replace(/(?<=.)\/$/, '')
      const near = [...waiting].find((entry) => commonPlace(entry.path, place) !== null)
      if (near) end(near)
      void wait(near ? (commonPlace(near.path, place) ?? place) : place)
    },
    forget() {
      for (const entry of waiting) end(entry)
    },
  }
}

/** The upper one of two, or the folder of two neighbours; `null` where they are far apart. */
const commonPlace = (one: string, other: string): string | null => {
  if (isBelow(one, other)) return one
  if (isBelow(other, one)) return other
  return parentOf(one) === parentOf(other) ? parentOf(one) : null
}

const parentOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 1))

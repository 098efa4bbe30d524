/** Bytes of each torrent at one moment, by a key that a torrent which was added anew has not. */
export type ByteLook = {
  /** Milliseconds of a monotonic clock. */
  at: number
  bytes: ReadonlyMap<string, number>
}

/** Where a torrent's speed is counted from, and the speed itself in bytes per second. */
export type Baseline = { at: number; bytes: number; speed: number }

/** The shortest time between two looks that makes a speed, in milliseconds. */
const SHORTEST_SPAN_MS = 1000
/** Past this an average says nothing about now, in milliseconds. */
const LONGEST_SPAN_MS = 5 * 60 * 1000

/**
 * Speeds from the bytes of two looks of our own. The engine's own figures count from whenever
 * anyone last asked, itself included, so that the second of two close calls says 0 or many times
 * the truth.
 *
 * Within a second of the previous look a torrent keeps its speed; bytes that went back, a gap of
 * more than five minutes and a torrent that was not in the previous look start anew, from 0.
 */
export const measureSpeeds = (
  previous: ReadonlyMap<string, Baseline>,
  look: ByteLook
): ReadonlyMap<string, Baseline> => {
  const baselines = new Map<string, Baseline>()
  for (const [key, bytes] of look.bytes) {
    baselines.set(key, nextBaseline(previous.get(key), { at: look.at, bytes }))
  }
  return baselines
}

const nextBaseline = (
  before: Baseline | undefined,
  { at, bytes }: { at: number; bytes: number }
): Baseline => {
  const span = before ? at - before.at : Number.POSITIVE_INFINITY
  if (!before || bytes < before.bytes || span > LONGEST_SPAN_MS) return { at, bytes, speed: 0 }
  if (span < SHORTEST_SPAN_MS) return before
  return { at, bytes, speed: Math.round(((bytes - before.bytes) * 1000) / span) }
}

/** The value below which `share` (from 0 to 1) of the figures lie; the nearest one that was seen. */
export const quantile = (figures: readonly number[], share: number): number => {
  const sorted = [...figures].sort((a, b) => a - b)
  const index = Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)
  return sorted[Math.max(0, index)] ?? Number.NaN
}

export const median = (figures: readonly number[]): number => quantile(figures, 0.5)

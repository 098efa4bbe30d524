/** What one statement works on at most. */
export const BATCH_SIZE = 1000

/** Cuts a list into lists of at most `size`, so that no single statement grows without bound. */
export const inBatches = <T>(items: readonly T[], size = BATCH_SIZE): T[][] => {
  const batches: T[][] = []
  for (let start = 0; start < items.length; start += size) {
    batches.push(items.slice(start, start + size))
  }
  return batches
}

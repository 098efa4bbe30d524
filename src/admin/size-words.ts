const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/** A number of bytes for people, in steps of 1000 as drives are sold: `1 B`, `670 MB`, `8.4 GB`. */
export const sizeWords = (exactBytes: number): string => {
  // Rounded before the unit is chosen: else there would be 1000 MB, and 100.0 GB.
  const bytes = Number(exactBytes.toPrecision(3))
  const step = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1)
  const amount = bytes / 1000 ** step
  return `${step > 2 && amount < 100 ? amount.toFixed(1) : Math.round(amount)}\u00a0${units[step]}`
}

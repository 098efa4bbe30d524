const units = ['B/s', 'KB/s', 'MB/s', 'GB/s', 'TB/s'] as const

/**
 * A speed for people, in steps of 1024 and with one decimal from KB on: `0 B/s`, `512 B/s`,
 * `1.5 KB/s`, `2.0 MB/s`.
 */
export const humanSpeed = (bytesPerSecond: number): string => {
  let amount = Math.round(bytesPerSecond)
  let step = 0
  // From 1023.95 on it would be rounded to 1024.0, which is the next unit's 1.0.
  while (step < units.length - 1 && amount >= (step === 0 ? 1024 : 1023.95)) {
    amount /= 1024
    step += 1
  }
  return `${step === 0 ? amount : amount.toFixed(1)} ${units[step]}`
}

/** Choices that look random and are the same with each run. */
export type SeededRandom = {
  /** A whole number from 0 up to this one, which is not included. */
  below(end: number): number
  chance(probability: number): boolean
  pick<Item>(items: readonly [Item, ...Item[]]): Item
}

/**
 * Makes a source of choices: xorshift with 32 bits (Marsaglia 2003).
 *
 * @param seed Anything but 0.
 */
export const createSeededRandom = (seed: number): SeededRandom => {
  let state = seed
  const next = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
  const below = (end: number) => Math.floor(next() * end)
  return {
    below,
    chance: (probability) => next() < probability,
    pick: (items) => items[below(items.length)] ?? items[0],
  }
}

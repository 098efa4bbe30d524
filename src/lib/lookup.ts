/**
 * Finds the items of one list again in another, by their keys. Lists that were taken one after the
 * other have nearly all items at the same places, and then it is as cheap as a look at the place.
 *
 * @returns The item with this key, which may be at this place; `undefined` where there is none.
 */
export const lookupIn = <T>(
  items: readonly T[],
  keyOf: (item: T) => string
): ((key: string, place: number) => T | undefined) => {
  let byKey: ReadonlyMap<string, T> | null = null
  return (key, place) => {
    const there = items[place]
    if (there !== undefined && keyOf(there) === key) return there
    byKey ??= new Map(items.map((item) => [keyOf(item), item]))
    return byKey.get(key)
  }
}

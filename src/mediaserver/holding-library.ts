import { isWithin, lengthOf } from './server-path.ts'

/**
 * The library that holds a path, both as the server itself sees them. Of several the one with the
 * longest folder above the path, and of equal ones the first; `null` where none holds it.
 */
export const libraryOf = <Library extends { paths: readonly string[] }>(
  libraries: readonly Library[],
  path: string
): Library | null => {
  const holding = libraries.flatMap((library) =>
    library.paths
      .filter((folder) => isWithin(folder, path))
      .map((folder) => ({ library, length: lengthOf(folder) }))
  )
  const longest = Math.max(...holding.map(({ length }) => length))
  return holding.find(({ length }) => length === longest)?.library ?? null
}

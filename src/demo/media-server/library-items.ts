import { libraryId } from './library-id.ts'

/** A library of a media server and the folders that it is made of. */
export type Library = { name: string; locations: string[] }

/** A file that a media server knows. */
export type LibraryItem = {
  id: string
  /** Cleaned of what a release's name has beside the title. */
  name: string
  path: string
  libraryId: string
  /** When it was found. Unix milliseconds. */
  addedAt: number
  /** Whether its length and its tracks were read. */
  isProbed: boolean
}

/** What a media server knows of the disk, which is what was there when it looked last. */
export type LibraryItems = {
  /** Takes in what is new in a folder, and lets go of what is not there any more. */
  look(folder: string, options?: { isProbing: boolean }): void
  lookEverywhere(): void
  /** Oldest first. */
  all(): readonly LibraryItem[]
}

const MEDIA_FILE = /\.(?:mkv|mp4|avi|flac|mp3)$/i

/**
 * @param disk The paths of all files that the server sees.
 */
export const createLibraryItems = ({
  libraries,
  disk,
  now,
}: {
  libraries: readonly Library[]
  disk: () => readonly string[]
  now: () => number
}): LibraryItems => {
  const known = new Map<string, LibraryItem>()

  const look = (folder: string, { isProbing } = { isProbing: true }) => {
    const files = new Set(disk())
    for (const path of known.keys())
      if (isBelow(folder, path) && !files.has(path)) known.delete(path)
    for (const path of files) {
      const library = libraries.find(({ locations }) => locations.some((at) => isBelow(at, path)))
      if (!library || !isBelow(folder, path) || !MEDIA_FILE.test(path)) continue
      known.set(
        path,
        known.get(path) ?? itemOf(path, library, { addedAt: now(), isProbed: isProbing })
      )
    }
  }
  return {
    look,
    lookEverywhere: () => look('/'),
    all: () => [...known.values()],
  }
}

/** Whether a path is a folder's own, or below it. */
export const isBelow = (folder: string, path: string): boolean => {
  const above = folder.replace(/\/$/, '')
  return path === above || path.startsWith(`${above}/`)
}

const itemOf = (
  path: string,
  library: Library,
  found: Pick<LibraryItem, 'addedAt' | 'isProbed'>
): LibraryItem => ({
  id: libraryId(path),
  name: titleOf(path.slice(path.lastIndexOf('/') + 1)),
  path,
  libraryId: libraryId(library.name),
  ...found,
})

const titleOf = (fileName: string): string =>
  fileName
    .replace(MEDIA_FILE, '')
    .replace(/[._]/g, ' ')
    .replace(/ (?:19|20)\d\d\b.*$/, '')

/** A drive such as `D:\media`, or a share such as `\\nas\media`: Windows tells no case apart. */
const DRIVE_OR_SHARE = /^(?:[A-Za-z]:|\\\\)/
const DRIVE = /^[A-Za-z]:$/

/**
 * Whether a path is a folder's own or lies below it, on the media server's own disk. Whole names
 * count: `/media/films2` is not in `/media/films`. Slashes at the end count nowhere; a Windows path
 * is the same in any case and with either slash. An empty path is nowhere and holds nothing.
 */
export const isWithin = (folder: string, path: string): boolean => {
  if (folder === '' || path === '') return false
  const above = comparable(folder)
  const below = comparable(path)
  return below === above || below.startsWith(`${above}/`)
}

/** Whether both are spellings of one path. */
export const isSamePath = (one: string, other: string): boolean =>
  comparable(one) === comparable(other)

/** How long a folder's path is, to tell the nearest of several that hold the same. */
export const lengthOf = (folder: string): number => comparable(folder).length

/** The folder that a path lies in, spelt as the path is; a root lies in itself. */
export const parentFolder = (path: string): string => {
  const slashes = DRIVE_OR_SHARE.test(path) ? '\\/' : '/'
  const own = trimEnd(path, (character) => slashes.includes(character))
  const above = trimEnd(own, (character) => !slashes.includes(character))
  if (above === '') return path
  const parent = trimEnd(above, (character) => slashes.includes(character))
  return parent === '' || DRIVE.test(parent) ? above : parent
}

const comparable = (path: string): string => {
  const folded = DRIVE_OR_SHARE.test(path) ? path.replaceAll('\\', '/').toLowerCase() : path
  return trimEnd(folded, (character) => character === '/')
}

const trimEnd = (text: string, isTrimmed: (character: string) => boolean): string => {
  let end = text.length
  while (end > 0 && isTrimmed(text.charAt(end - 1))) end -= 1
  return text.slice(0, end)
}

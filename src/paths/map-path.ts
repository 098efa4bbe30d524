/** How one folder is called elsewhere: `from` here, `to` there. */
export type PathMapping = { from: string; to: string }

/** A drive such as `D:\media`, or a share such as `\\nas\media`. */
const DRIVE_OR_SHARE = /^(?:[A-Za-z]:|\\\\)/
/** What a slash must follow: nothing, or a drive, which alone is any folder on it. */
const ROOT = /^(?:[A-Za-z]:)?$/

/**
 * What a path is called elsewhere. Of the mappings whose `from` is the path or a folder above it
 * the longest holds, and of equal ones the first; without any the path stays as it is. Slashes at
 * the end count nowhere, and the result has none unless it is a root.
 *
 * @param path An absolute path with `/`.
 */
export const mapPath = (path: string, map: readonly PathMapping[]): string => {
  if (path === '') return ''
  const folder = trimEnd(path, '/')
  let best: { from: string; to: string } | undefined
  for (const { from, to } of map) {
    const prefix = trimEnd(from, '/')
    const isAbove = folder === prefix || folder.startsWith(`${prefix}/`)
    if (isAbove && (best === undefined || prefix.length > best.from.length)) {
      best = { from: prefix, to }
    }
  }
  if (best === undefined) return folder || '/'
  return join(best.to, folder.slice(best.from.length))
}

/** @param rest Empty, or what follows the mapped folder, from its slash on. */
const join = (to: string, rest: string): string => {
  const isWindows = DRIVE_OR_SHARE.test(to)
  const separator = isWindows && to.charAt(2) !== '/' ? '\\' : '/'
  const folder = trimEnd(to, isWindows ? '\\/' : '/')
  if (rest === '') return ROOT.test(folder) ? folder + separator : folder
  return folder + rest.replaceAll('/', separator)
}

const trimEnd = (text: string, characters: string): string => {
  let end = text.length
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1
  return text.slice(0, end)
}

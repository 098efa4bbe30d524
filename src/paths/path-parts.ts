/** An absolute path taken apart: what it begins with, and the names of its folders. */
export type PathParts = {
  /** `/`, a drive such as `D:\`, or a share's host such as `\\nas\`. */
  root: string
  names: string[]
  /** What stands between the names. */
  separator: '/' | '\\'
}

const WINDOWS_ROOT = /^(?:[A-Za-z]:(?=[\\/]|$)|\\\\[^\\/]+)[\\/]*/

/** Whether a path is one of a Windows machine: on a drive, or on a share. */
export const isWindowsPath = (path: string): boolean => WINDOWS_ROOT.test(path)

/** Takes an absolute path apart, of either system; `null` for one that is not absolute. */
export const partsOf = (path: string): PathParts | null => {
  const root = WINDOWS_ROOT.exec(path)?.[0]
  if (root === undefined) {
    if (!path.startsWith('/')) return null
    return { root: '/', names: path.split('/').filter(Boolean), separator: '/' }
  }
  const separator = root.startsWith('\\') || !root.endsWith('/') ? '\\' : '/'
  const names = path.slice(root.length).split(/[\\/]/).filter(Boolean)
  return { root: root.replace(/[\\/]*$/, separator), names, separator }
}

/** Puts the first `count` names of a path together again. */
export const startOf = ({ root, names, separator }: PathParts, count: number): string =>
  root + names.slice(0, count).join(separator)

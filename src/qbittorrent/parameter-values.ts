/** What a program said, by name: see `readCall`. */
export type Parameters = ReadonlyMap<string, string>

// Each answers `null` for nonsense as for nothing, as qBittorrent's own readers do
// (4.6.0, src/base/utils/string.cpp); what stands in for it differs from call to call.

/** `true` or `false`, in any case: .NET and Python write `True`. */
export const flag = (parameters: Parameters, name: string): boolean | null => {
  const word = parameters.get(name)?.toLowerCase()
  return word === 'true' ? true : word === 'false' ? false : null
}

/** A whole number that arithmetic does not round, with blanks around it. */
export const wholeNumber = (parameters: Parameters, name: string): number | null => {
  const text = parameters.get(name)?.trim() ?? ''
  const number = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(number) ? number : null
}

/** A number with a point and an exponent, or without; never an infinite one. */
export const decimal = (parameters: Parameters, name: string): number | null => {
  const text = parameters.get(name)?.trim() ?? ''
  const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(text)
    ? Number(text)
    : Number.NaN
  return Number.isFinite(number) ? number : null
}

/**
 * The hashes of a list that `|` separates, in lower case and each once, or `all` where that is the
 * only word. `ALL` is a hash that no torrent has: what deletes everything is not guessed at.
 */
export const hashList = (text: string): string[] | 'all' => {
  const words = text.split('|').map((word) => word.trim())
  const hashes = words.filter((word) => word !== '')
  if (hashes.length === 1 && hashes[0] === 'all') return 'all'
  return [...new Set(hashes.map((hash) => hash.toLowerCase()))]
}

/** So many things are listed, and so much of each; they come from outside. */
const MOST_LISTED = 6
const LONGEST_WORD = 120

/** A list for people: `a`, `a and b`, `a, b and c`, `a, b, c, d, e, f and 3 more`. */
export const listWords = (things: readonly string[]): string => {
  const more = things.length - MOST_LISTED
  const listed = [...things.slice(0, MOST_LISTED), ...(more > 0 ? [`${more} more`] : [])]
  const last = listed.pop() ?? ''
  return listed.length === 0 ? last : `${listed.join(', ')} and ${last}`
}

/** A path or a name as a sentence can hold it. */
export const pathWord = (path: string): string =>
  path.length > LONGEST_WORD ? `${path.slice(0, LONGEST_WORD).toWellFormed()}…` : path

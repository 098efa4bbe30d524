/** So many characters of a text that is looked for count: MongoDB takes no pattern of any length. */
const MOST_CHARACTERS = 1000

/**
 * The pattern that finds a text wherever it stands. MongoDB (PCRE) and JavaScript read it alike,
 * and without regard to case (`i`) fold the same letters: each on its own, in every alphabet.
 */
export const toNamePattern = (text: string): string =>
  text
    .slice(0, MOST_CHARACTERS)
    .replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    // It cannot stand in a pattern of MongoDB's as it is.
    .replaceAll('\0', '\\x00')

/** So many characters of a text that is looked for count: MongoDB takes no pattern of any length. */
const MOST_CHARACTERS = 1000

/** What stands between the words of a release's name. */
const GAP = '[ ._]+'

/**
 * The pattern that finds a text wherever it stands, one gap between words as well as another, and an
 * accent however it is stored. MongoDB (PCRE) and JavaScript read it alike, and without regard to
 * case (`i`) fold the same letters: each on its own, in every alphabet.
 */
export const toNamePattern = (text: string): string =>
  (text.slice(0, MOST_CHARACTERS).normalize('NFC').match(PARTS) ?? []).map(partPattern).join('')

/** Gaps, letters with their marks, and marks that stand alone. */
const PARTS = /[ ._]+|\P{M}\p{M}*|\p{M}+/gu

const partPattern = (part: string): string => {
  if (/^[ ._]/.test(part)) return GAP
  // With and without its dot, as Turkish has it: neither engine folds all four into one.
  if (/^[iIİı]\u0307?$/.test(part)) return '[iİı]\u0307?'
  const forms = new Set([part, part.normalize('NFD')])
  const [one = '', other] = [...forms].map(escaped)
  return other === undefined ? one : `(?:${one}|${other})`
}

const escaped = (text: string): string =>
  text
    .replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    // It cannot stand in a pattern of MongoDB's as it is.
    .replaceAll('\0', '\\x00')

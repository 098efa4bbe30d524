/** What stands for a stored key outside; sent back, it means "the stored one". Never stored. */
const MASK = '********'

/** Whether a value that somebody sent is the mask, blanks around it aside. */
export const isMask = (value: unknown): boolean =>
  typeof value === 'string' && value.trim() === MASK

/** How a stored key is shown: not at all. */
export const masked = (key: string): string => (key === '' ? '' : MASK)

/**
 * Tidies a key that was typed or pasted.
 *
 * @returns The key, the empty text or {@link MASK}; `null` for what cannot be a key.
 */
export const parseKey = (text: string): string | null => {
  const key = text.trim()
  // Blanks alone are neither a key nor the wish to have none.
  if (key === '' && text !== '') return null
  return /^[!-~]{0,200}$/.test(key) ? key : null
}

/**
 * A stranger's text, fit to be shown on one line: a blank for line breaks of any kind, nothing for
 * other control characters and for the invisible ones that turn or hide what stands beside them;
 * cut, and never inside a character.
 */
export const cleanText = (text: string, longest: number): string => {
  const visible = text.replace(/\s+/g, ' ').replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
  return Array.from(visible.trim()).slice(0, longest).join('')
}

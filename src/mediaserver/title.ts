/** Where a release's title ends: its year, its episode, or its picture. */
const AFTER_TITLE =
  /[ ([]+(?:(?:19|20)\d\d(?![\dp])|S\d{1,3}(?:E\d{1,4})?\b|\d{1,2}x\d{2,3}\b|season\b|\d{3,4}[pi]\b).*$/i
const EXTENSION = /\.[a-z][a-z\d]{1,3}$/i

/**
 * The title in a release's name, as a media server makes it out: `A Film` of
 * `A.Film.2020.1080p.WEB-x264`. Empty where the name has none.
 */
export const titleOf = (release: string): string => {
  const spaced = release
    .replace(EXTENSION, '')
    .replace(/^\[[^\]]*\]/, '')
    .replace(/[._]+/g, ' ')
    .trim()
  return spaced.replace(AFTER_TITLE, '').trim()
}

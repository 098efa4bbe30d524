/** Where a release's title ends: at its year, its season or episode, or the lines of its picture. */
const AFTER_TITLE =
  /[ ([]+(?:(?:19|20)\d\d(?![\dp])|S\d{1,3}(?:E\d{1,4})?\b|\d{1,2}x\d{2,3}\b|season\b|\d{3,4}[pi]\b).*$/i
const EXTENSION = /\.(?:mkv|mp4|m4v|avi|mov|wmv|webm|m?ts|m2ts|iso|mpe?g|flac|mp3|m4[ab]|opus)$/i
const GROUP_IN_FRONT = /^\[[^\]]*\]/

/**
 * The title in a release's name, as a media server makes it out: `A Film` of
 * `A.Film.2020.1080p.WEB-x264`. Empty where the name has none.
 */
export const titleOf = (release: string): string =>
  release
    .replace(EXTENSION, '')
    .replace(GROUP_IN_FRONT, '')
    .replace(/[._]+/g, ' ')
    .trim()
    .replace(AFTER_TITLE, '')
    .trim()

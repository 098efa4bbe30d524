import { cleanText } from './clean.ts'

/** A program as its User-Agent names it. */
export type Program = {
  /** `unknown` where it does not say. */
  name: string
  /** Empty where it does not say. */
  version: string
}

/** The longest name and the longest version that are kept, in characters. */
const LONGEST_WORD = 60

/** Managers of media that import what they had downloaded, by their exact names. */
const ARRS: readonly string[] = ['Sonarr', 'Radarr', 'Lidarr', 'Readarr']

/** What tells a browser, tried in this order: all but Firefox call themselves Safari, and more. */
const BROWSERS: readonly [mark: RegExp, name: string][] = [
  [/\bFirefox\/(\S+)/, 'Firefox'],
  [/\bChrome\/(\S+)/, 'Chrome'],
]

/**
 * Who calls, by the first product of its User-Agent: `Sonarr/4.0.15.2941 (alpine 3.22)` is Sonarr
 * in version 4.0.15.2941, `node` has no version, and a browser is one, whatever else it names.
 */
export const programOf = (userAgent: string | null): Program => {
  const text = userAgent?.trim() ?? ''
  if (text.startsWith('Mozilla/')) return browserOf(text)
  const [, name = '', version = ''] = /^([^/(]*)(?:\/([^\s;,]+))?/.exec(text) ?? []
  return {
    name: cleanText(name, LONGEST_WORD) || 'unknown',
    version: cleanText(version, LONGEST_WORD),
  }
}

/** Whether a program of this name is one of those that import what they had downloaded. */
export const isArr = (name: string): boolean => ARRS.includes(name)

const browserOf = (text: string): Program => {
  for (const [mark, name] of BROWSERS) {
    const [, version] = mark.exec(text) ?? []
    if (version !== undefined) return { name, version: cleanText(version, LONGEST_WORD) }
  }
  return { name: 'Browser', version: '' }
}

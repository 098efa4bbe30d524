/**
 * Whether a caller prefers a page to JSON, by the weights of its `Accept` (RFC 9110 §12.5.1).
 * A browser's navigation names `text/html` with full weight; whoever says nothing gets JSON.
 */
export const prefersHtml = (accept: string | null): boolean => {
  const ranges = parseRanges(accept ?? '')
  const html = bestMatch(ranges, 'text/html')
  const json = bestMatch(ranges, 'application/json')
  if (html.weight !== json.weight) return html.weight > json.weight
  return html.weight > 0 && html.precision > json.precision
}

/**
 * Whether a caller gives one type more weight than another, by its `Accept`. Whoever says nothing
 * does not.
 */
export const prefers = (accept: string | null, one: string, other: string): boolean => {
  const ranges = parseRanges(accept ?? '')
  return bestMatch(ranges, one).weight > bestMatch(ranges, other).weight
}

type MediaRange = { type: string; weight: number }

const parseRanges = (accept: string): MediaRange[] =>
  accept.split(',').flatMap((entry) => {
    const [type = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase())
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
    if (quality === undefined) return [{ type, weight: 1 }]
    return /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(quality) ? [{ type, weight: Number(quality) }] : []
  })

/** The weight of the most precise range that takes `type`: 2 names it, 1 is `text/*`, 0 is any. */
const bestMatch = (ranges: readonly MediaRange[], type: string) => {
  const wanted = ['*/*', `${type.split('/')[0]}/*`, type]
  return ranges
    .map((range) => ({ weight: range.weight, precision: wanted.indexOf(range.type) }))
    .reduce((best, match) => (isBetter(match, best) ? match : best), {
      weight: 0,
      precision: -1,
    })
}

type Match = { weight: number; precision: number }

/** One type can be named several times, each with a version of its own. */
const isBetter = (match: Match, best: Match): boolean =>
  match.precision > best.precision ||
  (match.precision >= 0 && match.precision === best.precision && match.weight > best.weight)

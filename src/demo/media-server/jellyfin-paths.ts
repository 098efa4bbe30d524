/** Where a request belongs: to a path of the API, or elsewhere. */
export type FoundPath = { path: string } | { location: string }

/**
 * Takes the base URL off a path. What is not below it is sent to the web page, relatively, whoever
 * asks; `/health` alone is sent to its own place.
 *
 * @param base With a slash before it and none behind it; empty for none.
 * @param hasPrefixes Whether `/emby` and `/mediabrowser` are still understood (up to 10.11).
 */
export const findPath = (
  pathname: string,
  { base, hasPrefixes }: { base: string; hasPrefixes: boolean }
): FoundPath => {
  const isBelow = pathname.toLowerCase().startsWith(base.toLowerCase())
  const rest = pathname.slice(base.length)
  if (base !== '' && pathname === '/health') return { location: `${base}/health` }
  if (!isBelow || rest === '') return { location: `${upwards(pathname)}${base.slice(1)}/web/` }
  if (rest === '/') return { location: 'web/' }
  return { path: hasPrefixes ? rest.replace(/^\/(emby|mediabrowser)(?=\/)/i, '') : rest }
}

const upwards = (pathname: string): string => '../'.repeat(pathname.split('/').length - 2)

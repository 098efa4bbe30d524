/**
 * Which methods a path has, for the `Allow` of a 405 (RFC 9110 §15.5.6).
 *
 * @param routes As the router lists them: `:name` is one segment, `:name?` one or none, `*` the
 *   rest; method `ALL` is every one.
 * @returns A function from a request's path to its methods; none for a path without a route.
 */
export const methodsByPath = (
  routes: readonly { method: string; path: string }[]
): ((path: string) => string[]) => {
  const patterns = routes.map(({ method, path }) => ({ method, pattern: toPattern(path) }))
  return (path) => {
    const methods = patterns
      .filter(({ pattern }) => pattern.test(path))
      .flatMap(({ method }) => spellOut(method))
    return [...new Set(methods)].sort()
  }
}

/**
 * Which pattern a call's path has, for traces.
 *
 * @returns A function from a request's method and path to the pattern; `null` for one without a
 *   route. Of two patterns that fit, the one with fewer places left open.
 */
export const patternByCall = (
  routes: readonly { method: string; path: string }[]
): ((call: { method: string; path: string }) => string | null) => {
  const patterns = routes
    .map(({ method, path }) => ({ path, methods: spellOut(method), pattern: toPattern(path) }))
    .sort((one, other) => openPlaces(one.path) - openPlaces(other.path))
  return ({ method, path }) =>
    patterns.find(({ methods, pattern }) => methods.includes(method) && pattern.test(path))?.path ??
    null
}

const openPlaces = (path: string): number => path.match(/[:*]/g)?.length ?? 0

/** The router answers a HEAD wherever there is a GET, and takes no notice of a slash at the end. */
const toPattern = (path: string): RegExp => {
  const segments = path.split('/').filter((segment) => segment !== '')
  const parts = segments.map((segment) => {
    if (segment === '*') return '(?:/.*)?'
    if (!segment.startsWith(':')) return `/${RegExp.escape(segment)}`
    return segment.endsWith('?') ? '(?:/[^/]+)?' : '/[^/]+'
  })
  return new RegExp(`^${parts.join('')}/?$`)
}

const spellOut = (method: string): string[] => {
  if (method === 'ALL') return ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT']
  return method === 'GET' ? ['GET', 'HEAD'] : [method]
}

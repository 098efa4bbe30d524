/** What every answer carries: only our own files run, nobody frames us, nothing is guessed. */
const securityHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // With `no-referrer` Chromium sends `Origin: null` with our own forms, and the guard refuses it.
  'referrer-policy': 'same-origin',
} as const

/** Puts the security headers on the answer to a request. */
export const addSecurityHeaders = (headers: Headers, request: Pick<Request, 'headers'>): void => {
  for (const [name, value] of Object.entries(securityHeaders)) headers.set(name, value)
  // Taken by https and by the machine itself alone, as an error by plain http from elsewhere; and
  // only where it is taken does a browser tell what it fetches for (Fetch Metadata §2).
  if (request.headers.get('sec-fetch-dest') === 'document') {
    headers.set('cross-origin-opener-policy', 'same-origin')
  }
}

/** Names one more request header that an answer depends on. */
export const addVary = (headers: Headers, name: string): void => {
  const named = headers.get('vary')
  const isNamed = named?.split(',').some((part) => part.trim().toLowerCase() === name.toLowerCase())
  if (!isNamed) headers.set('vary', named ? `${named}, ${name}` : name)
}

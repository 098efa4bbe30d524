/** What every answer carries: only our own files run, nobody frames us, nothing is guessed. */
const securityHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // With `no-referrer` Chromium sends `Origin: null` with our own forms, and the guard refuses it.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
} as const

/** Puts the security headers on an answer. */
export const addSecurityHeaders = (headers: Headers): void => {
  for (const [name, value] of Object.entries(securityHeaders)) headers.set(name, value)
}

/** Names one more request header that an answer depends on. */
export const addVary = (headers: Headers, name: string): void => {
  const named = headers.get('vary')
  const isNamed = named?.split(',').some((part) => part.trim().toLowerCase() === name.toLowerCase())
  if (!isNamed) headers.set('vary', named ? `${named}, ${name}` : name)
}

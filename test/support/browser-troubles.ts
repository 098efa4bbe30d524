import type { BrowserContext } from 'playwright-core'

/** What went wrong in the pages of one profile. */
export type Troubles = {
  /** Troubles that are meant, from now on and so far: what a test provokes. */
  allow(pattern: RegExp): void
  /** All others, each in one line, in the order in which they came. */
  unexpected(): string[]
}

/** What Chromium and htmx say of a connection that is gone, or of an answer that is none. */
export const GONE =
  /Failed to (load resource|fetch)|ERR_|NetworkError|network error|htmx:error: timeout/i

/** What they say of an answer with one of these statuses, which may be meant all the same. */
export const answeredWith = (...statuses: number[]): RegExp =>
  new RegExp(`status (of )?(${statuses.join('|')})`)

/** What a page asks of the network; `data:` and `blob:` never leave it. */
const NETWORK_SCHEMES = ['http:', 'https:', 'ws:', 'wss:']

/**
 * Records errors on the console, errors that nothing caught, reports of the Content-Security-Policy
 * and requests to an origin other than `origin`, of every page that `context` will have.
 */
export const recordTroubles = async (
  context: BrowserContext,
  origin: string
): Promise<Troubles> => {
  const troubles: string[] = []
  const allowed: RegExp[] = []
  const checkAddress = (address: string) => {
    const url = new URL(address)
    if (!NETWORK_SCHEMES.includes(url.protocol)) return
    if (url.host !== new URL(origin).host) troubles.push(`request to another host: ${address}`)
  }
  context.on('console', (message) => {
    const { url, lineNumber } = message.location()
    if (message.type() === 'error') {
      troubles.push(`console error: ${message.text()} (${url}:${lineNumber})`)
    }
  })
  context.on('weberror', (error) => {
    troubles.push(`error: ${error.error().stack ?? error.error().message}`)
  })
  context.on('request', (request) => checkAddress(request.url()))
  context.on('page', (page) => page.on('websocket', (socket) => checkAddress(socket.url())))
  await context.addInitScript(reportViolations)
  return {
    allow(pattern) {
      allowed.push(pattern)
    },
    unexpected: () =>
      troubles.filter((trouble) => !allowed.some((pattern) => pattern.test(trouble))),
  }
}

/** Runs in the page: what a policy refuses, or only reports, is said on the console. */
const reportViolations = () => {
  document.addEventListener('securitypolicyviolation', (event) => {
    const { effectiveDirective, blockedURI, sourceFile, lineNumber, sample } = event
    const place = `${sourceFile}:${lineNumber} ${sample}`
    console.error(`policy violation: ${effectiveDirective} refused ${blockedURI} at ${place}`)
  })
}

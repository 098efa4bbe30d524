import { templateOf } from '../lib/path-template.ts'
import type { CallTrace } from '../lib/request.ts'
import { UpstreamError } from '../upstream-error.ts'
import type { Span, Tracer } from './tracer.ts'

/**
 * Makes what traces the calls of neighbours: each is a span, and carries the trace on in its
 * headers. Never to be used for calls of strangers, who would learn our trace.
 *
 * @returns `undefined` while traces are off.
 */
export const traceCalls = (tracer: Tracer): CallTrace | undefined => {
  if (!tracer.isOn) return undefined
  return ({ upstream, method = 'GET', url }, send) => {
    const address = URL.parse(url)
    if (address === null) return send({ headers: {}, noteStatus() {} })
    const { pathname, hostname, port, protocol } = address
    const route = templateOf(pathname)
    const attributes = {
      'peer.service': upstream,
      'http.request.method': method,
      'url.scheme': protocol.slice(0, -1),
      'url.template': route,
      'server.address': hostname,
      'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
    }
    return tracer.span({ name: `${method} ${route}`, kind: 'client', attributes }, (span) => {
      const noteStatus = (status: number) => span.set({ 'http.response.status_code': status })
      return send({ headers: tracer.headers(), noteStatus }).catch(noteRefusal(span))
    })
  }
}

const noteRefusal = (span: Span) => (error: unknown) => {
  if (error instanceof UpstreamError && error.status !== undefined) {
    span.set({ 'http.response.status_code': error.status })
  }
  throw error
}

import { renderToString } from 'preact-render-to-string'
import { acceptsGzip } from './asset.ts'

/** A fragment as HTML. */
export const fragment = (node: Parameters<typeof renderToString>[0], status = 200): Response =>
  html(renderToString(node), { status })

/**
 * A fragment that takes the place of an element, by its id, also where the answer is a failure.
 * Otherwise htmx would show no failure, since it may be the page of a proxy.
 */
export const fragmentFor = (
  id: string,
  node: Parameters<typeof renderToString>[0],
  status: number
): Response =>
  status < 500
    ? fragment(node, status)
    : html(
        `<hx-partial hx-target="#${id}" hx-swap="outerHTML">${renderToString(node)}</hx-partial>`,
        { status }
      )

/** HTML that is kept by no cache. @param headers Those of the request, where it is worth packing. */
export const html = (
  body: string,
  { status = 200, headers }: { status?: number; headers?: Headers } = {}
): Response => {
  const isPacked = headers !== undefined && acceptsGzip(headers.get('accept-encoding'))
  return new Response(isPacked ? Bun.gzipSync(body) : body, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      ...(headers === undefined ? {} : { vary: 'accept-encoding' }),
      ...(isPacked ? { 'content-encoding': 'gzip' } : {}),
    },
  })
}

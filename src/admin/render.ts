import { renderToString } from 'preact-render-to-string'
import { acceptsGzip } from './asset.ts'

type Node = Parameters<typeof renderToString>[0]

/**
 * A fragment as HTML.
 *
 * @param said What is read out, beside it, to whoever does not see it come: a live region that comes
 *   with its words in it is not read by every screen reader.
 * @param beside Parts of the page that have changed with it; see {@link partial}.
 */
export const fragment = (
  node: Node,
  { status = 200, said = '', beside = '' }: { status?: number; said?: string; beside?: string } = {}
): Response => html(renderToString(node) + beside + announced(said), { status })

/** What has the page's live region say these words; nothing for none. */
export const announced = (words: string): string =>
  words === '' ? '' : partial('announce', { swap: 'textContent', html: Bun.escapeHTML(words) })

/** Finished HTML for an element of the page, by its id, whatever else an answer is for. */
export const partial = (id: string, { swap, html }: { swap: string; html: string }): string =>
  `<hx-partial hx-target="#${id}" hx-swap="${swap}">${html}</hx-partial>`

/**
 * A fragment that takes the place of an element, by its id, also where the answer is a failure.
 * Otherwise htmx would show no failure, since it may be the page of a proxy.
 */
export const fragmentFor = (
  id: string,
  node: Node,
  { status, said }: { status: number; said: string }
): Response => {
  if (status < 500) return fragment(node, { status, said })
  const part = partial(id, { swap: 'outerHTML', html: renderToString(node) })
  return html(part + announced(said), { status })
}

/** A whole page. Whatever stands in it is escaped. */
export const htmlPage = (node: Node, options?: Parameters<typeof html>[1]): Response =>
  html(`<!doctype html>${renderToString(node)}`, options)

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

/** 303: what follows a form is read, not sent again (RFC 9110 §15.4.4). */
export const seeOther = (location: string): Response =>
  new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } })

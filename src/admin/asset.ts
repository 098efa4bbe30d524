/** What every file of the page carries: kept by browsers, and asked for again each time. */
export const assetHeaders = { 'cache-control': 'no-cache', vary: 'accept-encoding' } as const

/** A file of the page as it is sent to those who take gzip, and the tags of both forms. */
export type Asset = {
  type: string
  etag: string
  /** `null` where packing would not make it smaller. */
  gzip: { body: Uint8Array<ArrayBuffer>; etag: string } | null
}

/** Packs a file once, for all who will ask for it. */
export const packAsset = (bytes: Uint8Array<ArrayBuffer>, type: string): Asset => {
  const hash = Bun.hash(bytes).toString(36)
  const packed = Bun.gzipSync(bytes)
  const isSmaller = packed.byteLength < bytes.byteLength
  return {
    type,
    etag: `"${hash}"`,
    // Two forms of one file need two tags (RFC 9110 §8.8.3).
    gzip: isSmaller ? { body: packed, etag: `"${hash}-gzip"` } : null,
  }
}

/**
 * Answers a request for a file where that needs no plain body: 304, or the packed form.
 *
 * @returns The answer, or `null` for the plain form, whose tag is the asset's own.
 */
export const answerPacked = (asset: Asset, headers: Headers): Response | null => {
  const gzip = acceptsGzip(headers.get('accept-encoding')) ? asset.gzip : null
  const etag = gzip?.etag ?? asset.etag
  if (isKnown(etag, headers.get('if-none-match'))) {
    return new Response(null, { status: 304, headers: { ...assetHeaders, etag } })
  }
  if (gzip === null) return null
  return new Response(gzip.body, {
    headers: { ...assetHeaders, etag, 'content-type': asset.type, 'content-encoding': 'gzip' },
  })
}

/** `Accept-Encoding` names gzip, or anything, without weight 0 (RFC 9110 §12.5.3). */
export const acceptsGzip = (header: string | null): boolean => {
  const weights = new Map<string, number>()
  for (const part of header?.toLowerCase().split(',') ?? []) {
    const [coding = '', ...parameters] = part.split(';').map((word) => word.trim())
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1'
    weights.set(coding, Number(weight))
  }
  return (weights.get('gzip') ?? weights.get('*') ?? 0) > 0
}

/** `If-None-Match` compares weakly (RFC 9110 §13.1.2): a proxy may have put `W/` before our tag. */
const isKnown = (etag: string, header: string | null): boolean =>
  header?.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, ''))) ?? false

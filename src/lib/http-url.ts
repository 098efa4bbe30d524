/** What {@link parseHttpUrl} takes, in words. */
export const HTTP_URL = 'an absolute http or https URL'

/** The URL, or `null` for what is none, or none of http, or has a query or a fragment. */
export const parseHttpUrl = (text: string): URL | null => {
  const url = URL.parse(text)
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:'
  return url && isHttp && !url.search && !url.hash ? url : null
}

/** The same as it was written, without a slash at its end, so that a path can be put behind it. */
export const parseBaseUrl = (text: string): string | null =>
  parseHttpUrl(text) && text.replace(/\/+$/, '')

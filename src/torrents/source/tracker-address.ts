/** So many of each are passed on, and none that is longer. */
const MOST_ADDRESSES = 50
const MOST_CHARACTERS = 1024

/**
 * A scheme, a host, perhaps a port, then what RFC 3986 lets stand in the rest: narrow, because the
 * engine trusts that what it could read once can be read again, and ends its process when not.
 */
const ADDRESS =
  /^([a-z]+):\/\/(?:[\w.~!$&'()*+,;=:-]+@)?(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?(?:[/?#](?:[\w.~!$&'()*+,;=:@/?#[\]-]|%[\da-f]{2})*)?$/i

const TRACKER_SCHEMES = ['http', 'https', 'udp', 'ws', 'wss']
const WEB_SEED_SCHEMES = ['http', 'https']

/** The addresses of trackers among these texts: each once, as it was written, in order. */
export const trackerAddresses = (texts: Iterable<string>): string[] =>
  addresses(texts, TRACKER_SCHEMES)

/** As {@link trackerAddresses}, for servers that have the files themselves (BEP 19). */
export const webSeedAddresses = (texts: Iterable<string>): string[] =>
  addresses(texts, WEB_SEED_SCHEMES)

const addresses = (texts: Iterable<string>, schemes: readonly string[]): string[] => {
  const found = new Set<string>()
  for (const text of texts) {
    if (found.size === MOST_ADDRESSES) break
    const isNew = text.length <= MOST_CHARACTERS && !found.has(text)
    if (isNew && isAddress(text, schemes)) found.add(text)
  }
  return [...found]
}

const isAddress = (text: string, schemes: readonly string[]): boolean => {
  const scheme = ADDRESS.exec(text)?.[1]?.toLowerCase()
  return scheme !== undefined && schemes.includes(scheme) && URL.canParse(text)
}

/** A magnet as qBittorrent tells it of a torrent: a name that is the hash itself is left out. */
export const magnetUri = ({
  hash,
  name,
  trackers,
}: {
  hash: string
  name: string
  trackers: readonly string[]
}): string => {
  let magnet = `magnet:?xt=urn:btih:${hash}`
  if (name !== hash) magnet += `&dn=${encode(name)}`
  for (const tracker of trackers) magnet += `&tr=${encode(tracker)}`
  return magnet
}

/** Half a surrogate pair, which JSON can carry, would make `encodeURIComponent` throw. */
const encode = (text: string): string => encodeURIComponent(text.toWellFormed())

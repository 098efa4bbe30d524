/** The id that a media server gives a library: 32 hex digits made of its name. */
export const libraryId = (name: string): string =>
  new Bun.CryptoHasher('md5').update(name).digest('hex')

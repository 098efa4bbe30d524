/** The database cannot be opened, and trying again will not help: somebody has to look at it. */
export class StoreUnusable extends Error {
  override name = 'StoreUnusable'

  /** @param path The database's file. */
  constructor(path: string, cause: unknown) {
    super(`${path} cannot be used as the database: ${reasonOf(cause)}`, { cause })
  }
}

const reasonOf = (cause: unknown): string => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return `it is damaged, or no database of this service (${code}). Put a copy back, or move it away`
  }
  const message = cause instanceof Error ? cause.message : String(cause)
  return code === '' || message.includes(code) ? message : `${message} (${code})`
}

/** The newest requests that are kept. */
const MOST_KEPT = 1000

/** A request as it came. Header names are in lower case. */
export type ReceivedRequest = {
  /** Unix milliseconds. */
  at: number
  method: string
  path: string
  query: string
  headers: Record<string, string>
}

export type ReceivedRequests = {
  note(request: Request): void
  /** Oldest first. */
  all(): readonly ReceivedRequest[]
}

/** Remembers the newest requests that a server received. */
export const createReceivedRequests = ({ now }: { now: () => number }): ReceivedRequests => {
  const requests: ReceivedRequest[] = []
  return {
    note({ method, url, headers }) {
      const { pathname, search } = new URL(url)
      const received = { at: now(), method, path: pathname, query: search }
      requests.push({ ...received, headers: Object.fromEntries(headers) })
      if (requests.length > MOST_KEPT) requests.shift()
    },
    all: () => requests,
  }
}

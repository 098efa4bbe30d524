import { hostPort } from './lib/host-port.ts'

/** Longer than the slowest answer: the engine may take 30 s over an upload. In seconds. */
const IDLE_TIMEOUT_SECONDS = 60
/** The largest body of any route, a .torrent file of 10 MiB in a form, in bytes. */
const LARGEST_BODY_BYTES = 11 * 1024 * 1024
/** How long requests in flight may take when the service stops, in milliseconds. */
const STOP_GRACE_MS = 1000

const LAST_PORT = 65_535

/** Says that something else listens on the address. */
export class AddressInUse extends Error {
  override name = 'AddressInUse'
}

export type Listener = {
  url: URL
  /** Refuses new connections at once and gives the open ones a second. */
  stop(): Promise<void>
}

/**
 * Listens on an address; an empty host name means every interface.
 *
 * @throws {AddressInUse} With the remedy in its message.
 */
export const listen = (
  { hostname, port }: { hostname: string; port: number },
  handle: (request: Request) => Promise<Response>
): Listener => {
  const server = serve({ hostname, port }, handle)
  return {
    url: server.url,
    async stop() {
      const cut = setTimeout(() => void server.stop(true), STOP_GRACE_MS)
      await server.stop()
      clearTimeout(cut)
    },
  }
}

const serve = (
  { hostname, port }: { hostname: string; port: number },
  handle: (request: Request) => Promise<Response>
) => {
  try {
    return Bun.serve({
      ...(hostname === '' ? {} : { hostname }),
      port,
      // Two services that share a port would share its requests, and nobody would know.
      reusePort: false,
      idleTimeout: IDLE_TIMEOUT_SECONDS,
      maxRequestBodySize: LARGEST_BODY_BYTES,
      fetch: handle,
    })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) {
      throw new Error(`HTTP_ADDR=${hostPort(hostname, port)} cannot be listened on: ${error}`, {
        cause: error,
      })
    }
    const other = port < LAST_PORT ? port + 1 : port - 1
    throw new AddressInUse(
      `${hostPort(hostname, port)} is in use already; stop what listens there, or choose another address with HTTP_ADDR=${hostPort(hostname, other)}`,
      { cause: error }
    )
  }
}

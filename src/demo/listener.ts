/** A port that can be left and taken again, as by a process that dies and is started anew. */
export type Listener = {
  /** The origin, without a trailing slash. It stays the same across `close` and `open`. */
  readonly url: string
  isOpen(): boolean
  /** Takes the port again; does nothing while it is open. */
  open(): void
  /** Cuts every connection without an answer and leaves the port. */
  close(): Promise<void>
}

/**
 * Listens at once.
 *
 * @param port 0 takes a free one.
 * @throws When the port is taken (`EADDRINUSE`).
 */
export const listen = ({
  port = 0,
  hostname = '127.0.0.1',
  answer,
}: {
  port?: number | undefined
  hostname?: string | undefined
  answer: (request: Request) => Response | Promise<Response>
}): Listener => {
  // Bun ends a connection that is silent for 10 s; the originals keep callers waiting for longer.
  const serve = (at: number) => Bun.serve({ port: at, hostname, idleTimeout: 0, fetch: answer })
  let server: ReturnType<typeof serve> | null = serve(port)
  const url = server.url.origin
  const takenPort = Number(server.url.port)

  return {
    url,
    isOpen: () => server !== null,
    open() {
      server ??= serve(takenPort)
    },
    async close() {
      const closing = server
      server = null
      await closing?.stop(true)
    },
  }
}

import type { Certificate } from './certificate.ts'

/** A web server that stands in front of another, as a proxy or a login does. */
export type Front = {
  url: string
  /** How often it was asked. */
  calls(): number
  stop(): Promise<void>
}

/**
 * Starts it on a free port of the loopback interface.
 *
 * @param behind The origin that it passes calls on to.
 * @param tls Its certificate; without one it speaks plain http.
 * @param answer Answers in its place; `pass` asks whoever is behind.
 */
export const startFront = ({
  behind = '',
  tls,
  answer = (_request, pass) => pass(),
}: {
  behind?: string
  tls?: Certificate
  answer?: (request: Request, pass: () => Promise<Response>) => Response | Promise<Response>
}): Front => {
  let calls = 0
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    ...(tls === undefined ? {} : { tls }),
    fetch(request) {
      calls += 1
      const { pathname, search } = new URL(request.url)
      const { method, headers } = request
      return answer(request, async () =>
        fetch(`${behind}${pathname}${search}`, { method, headers, redirect: 'manual' })
      )
    },
  })
  return {
    url: server.url.origin,
    calls: () => calls,
    stop: () => server.stop(true),
  }
}

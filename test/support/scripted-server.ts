/** A web server that says what a test tells it to, for the faults that a simulator cannot have. */
export type ScriptedServer = {
  url: string
  /** Every request since the start: method and path. */
  requests: string[]
  /** The headers of the last request. */
  lastHeaders(): Headers
  /** What `METHOD /path` is answered from now on; anything unknown is 404. */
  on(call: string, answer: (request: Request) => Response | Promise<Response>): void
  stop(): Promise<void>
}

/** Starts the server on a free port of the loopback interface. */
export const startScriptedServer = (): ScriptedServer => {
  const answers = new Map<string, (request: Request) => Response | Promise<Response>>()
  const requests: string[] = []
  let headers = new Headers()
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch(request) {
      const call = `${request.method} ${new URL(request.url).pathname}`
      requests.push(call)
      headers = request.headers
      return answers.get(call)?.(request) ?? new Response(null, { status: 404 })
    },
  })
  return {
    url: `http://127.0.0.1:${server.port}`,
    requests,
    lastHeaders: () => headers,
    on: (call, answer) => void answers.set(call, answer),
    stop: () => server.stop(true),
  }
}

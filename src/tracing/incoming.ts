import type { SpanStart, Tracer } from './tracer.ts'

/** What is looked at of a call that comes in. */
type Incoming = { request: Request; method: string; path: string }

/**
 * Makes each answer a span, which goes on with the trace that the caller names. It is called by its
 * route's pattern: a path can hold a name.
 *
 * @param methods Those that are known; any other is the caller's own word, and is not repeated.
 * @param routeOf The pattern of a call's route; `null` where it has none.
 */
export const traceAnswers = <Call extends Incoming>({
  tracer,
  methods,
  routeOf,
  answer,
}: {
  tracer: Tracer
  methods: readonly string[]
  routeOf: (call: Call) => string | null
  answer: (call: Call) => Promise<Response>
}): ((call: Call) => Promise<Response>) => {
  const describe = (call: Call): Pick<SpanStart, 'name' | 'attributes'> => {
    const isKnown = methods.includes(call.method)
    const route = isKnown ? routeOf(call) : null
    return {
      name: [isKnown ? call.method : 'HTTP', ...(route === null ? [] : [route])].join(' '),
      attributes: {
        'http.request.method': isKnown ? call.method : '_OTHER',
        // It speaks nothing else, and believes no forwarded header.
        'url.scheme': 'http',
        ...(route === null ? {} : { 'http.route': route }),
      },
    }
  }
  return (call) =>
    tracer.span({ name: 'HTTP', kind: 'server', incoming: call.request.headers }, async (span) => {
      span.describe(() => describe(call))
      const response = await answer(call)
      span.set({ 'http.response.status_code': response.status })
      if (response.status >= 500) span.fail(String(response.status))
      return response
    })
}

/**
 * Makes what names a program's call by its endpoint: to the router the emulated API is one route.
 *
 * @returns What is to be told of each call, within its answer.
 */
export const nameProgramCalls =
  (tracer: Tracer) =>
  ({ call, hasRoute }: { call: string; hasRoute: boolean | null }): void => {
    if (!tracer.isOn || hasRoute !== true) return
    const [method, endpoint] = call.split(' ')
    const route = `/api/v2/${endpoint}`
    tracer.rename(`${method} ${route}`, { 'http.route': route })
  }

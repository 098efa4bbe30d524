import type { Config } from '../config.ts'
import type { Log } from '../lib/log.ts'
import { type AdmissionDeps, createAdmission } from './admission.ts'
import { type Call, isHealthCheck, isSafe, readCall } from './call.ts'
import { addCorsHeaders, answerPreflight, isFromNamedOrigin } from './cors.ts'
import { isEmulatedPath } from './dialect.ts'
import { addSecurityHeaders } from './headers.ts'
import { isKnownHost, parseHost } from './host.ts'
import { isSameHost, parseOrigin } from './origin.ts'
import { refuse } from './refusal.ts'

/** Strange names that are logged; whoever calls by more of them does so on purpose. */
const MOST_LOGGED = 100
const LONGEST_LOGGED = 120

/** What a form sends. Its third type, `text/plain`, is taken nowhere, and each route says so. */
const FORM_TYPE = /^\s*(application\/x-www-form-urlencoded|multipart\/)/i

export type GuardDeps = Omit<AdmissionDeps, 'isWidgetPublic'> & {
  config: Pick<Config, 'allowedHosts' | 'allowedOrigins' | 'isWidgetPublic'>
  /** Answers a form of ours that seems to be another page's, where that can be shown. */
  showForeign?: (call: Call) => Response | null
  log: Log
}

/**
 * Makes the guard that stands before every route. A web page must not reach a service in its
 * visitor's home: neither by a name that was turned to lead here (Host), nor by sending what a
 * page may send anywhere (Origin).
 *
 * @returns A function that puts the guard before `answer`, the common headers on every answer, and
 *   `traced` around all of it, refusals too.
 */
export const createGuard = ({ config, showForeign = () => null, log, ...deps }: GuardDeps) => {
  const { allowedHosts, allowedOrigins, isWidgetPublic } = config
  const { credentials, onRefused } = deps
  const admit = createAdmission({ ...deps, isWidgetPublic })
  const warnOnce = createWarnOnce(log)

  const refuseHost = (call: Call): Response | null => {
    const isExempt = isHealthCheck(call) || (credentials.isClosed && isEmulatedPath(call.path))
    const host = parseHost(call.host ?? '')
    if (isExempt || (host !== null && isKnownHost(host, allowedHosts))) return null
    warnOnce('request for an unknown host refused', 'host', host?.name ?? call.host ?? '')
    const message =
      host === null
        ? 'The Host of this request is missing or malformed.'
        : `This service does not answer to ${host.name}. If that is its name, add ALLOWED_HOSTS=${host.name} to its environment.`
    onRefused({ request: call.request, reason: 'unknown-host' })
    return refuse(call.dialect, { code: 'misdirected', message })
  }

  const refuseOrigin = (call: Call): Response | null => {
    if (isSafe(call) || isFromNamedOrigin(call, allowedOrigins)) return null
    const { headers } = call.request
    if (call.origin !== null) {
      const origin = parseOrigin(call.origin)
      const host = parseHost(call.host ?? '')
      if (origin !== null && host !== null && isSameHost(origin, host)) return null
      warnOnce('request from a foreign origin refused', 'origin', call.origin)
      const remedy =
        origin === null
          ? ''
          : ` If it is yours, add ALLOWED_ORIGINS=${call.origin} to the environment.`
      return refuseForeign(call, `A page of another origin may not do this.${remedy}`)
    }
    const isForm = FORM_TYPE.test(headers.get('content-type') ?? '') && !isEmulatedPath(call.path)
    if (!isForm && headers.get('sec-fetch-site') !== 'cross-site') return null
    return refuseForeign(call, 'A form is taken only with the Origin of its page.')
  }
  const refuseForeign = (call: Call, message: string): Response => {
    onRefused({ request: call.request, reason: 'foreign-origin' })
    return showForeign(call) ?? refuse(call.dialect, { code: 'forbidden', message })
  }

  return (answer: Answer, traced: (answer: Answer) => Answer = (guarded) => guarded) => {
    const guarded = traced(async (call) => {
      const response =
        refuseHost(call) ??
        answerPreflight(call, allowedOrigins) ??
        refuseOrigin(call) ??
        (await admit(call, answer))
      addSecurityHeaders(response.headers, call.request)
      addCorsHeaders(response.headers, call, allowedOrigins)
      return response
    })
    return (request: Request): Promise<Response> => guarded(readCall(request))
  }
}

type Answer = (call: Call) => Promise<Response>

/** Says an event once for each caller's word, which can be 16 KB long. */
const createWarnOnce = (log: Log) => {
  const logged = new Set<string>()
  return (event: string, field: 'host' | 'origin', word: string) => {
    const shown = word.slice(0, LONGEST_LOGGED)
    const key = `${event} ${shown}`
    if (logged.size >= MOST_LOGGED || logged.has(key)) return
    logged.add(key)
    log.warn(event, { [field]: shown })
  }
}

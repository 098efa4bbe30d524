import {
  type AnyElysia,
  Elysia,
  InvalidFileType,
  NotFoundError,
  ParseError,
  ValidationError,
} from 'elysia'
import { methodsByPath, patternByCall } from './allowed-methods.ts'
import { refusalFor } from './api/errors.ts'
import { InvalidInput, type Problem } from './domain.ts'
import type { Log } from './lib/log.ts'
import { type Call, readCall } from './security/call.ts'
import { type Refusal, refuse } from './security/refusal.ts'
import type { NoteRefusal } from './security/refusal-reason.ts'
import { traceAnswers } from './tracing/incoming.ts'
import { type Tracer, untraced } from './tracing/tracer.ts'

/** Methods that some route could have; no other one reaches the routes. */
const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/**
 * Puts the faces together and finds the route of each call.
 *
 * Whatever a route throws is answered here, in the caller's dialect and without its words. A path
 * that no route has is a 404, a method that its routes do not have a 405 that names theirs.
 *
 * @param faces Their paths must not overlap.
 * @param showRefusal Answers those who want to see a page, where there is one; `null` for others.
 * @returns `answer`, and `traced`, which makes spans by these routes of whatever leads to it.
 */
export const createDispatch = ({
  faces,
  showRefusal = () => null,
  tracer = untraced,
  onRefused = () => {},
  log,
}: {
  faces: readonly AnyElysia[]
  showRefusal?: (call: Call, refusal: Refusal) => Response | null
  tracer?: Tracer
  onRefused?: NoteRefusal
  log: Log
}) => {
  const fail = (call: Call, error: unknown) => {
    const refusal = refusalFor(error, { ...call, log })
    return showRefusal(call, refusal) ?? refuse(call.dialect, refusal)
  }

  const refuseRoute = (call: Call, allowed: readonly string[]) => {
    const refusal = refusalOf(call, allowed)
    const reason = refusal.code === 'not_found' ? 'no-route' : 'wrong-method'
    onRefused({ request: call.request, reason })
    return showRefusal(call, refusal) ?? refuse(spoken(call), refusal)
  }

  // `normalize` would silently strip what a schema does not name.
  const bare: AnyElysia = new Elysia({ normalize: false }).onError(({ error, request }) => {
    const call = readCall(request)
    if (error instanceof NotFoundError) return refuseRoute(call, allowedMethods(call.path))
    return fail(call, isUnreadable(error) ? new InvalidInput([UNREADABLE]) : error)
  })
  const app = faces.reduce<AnyElysia>((whole, face) => whole.use(face), bare)
  const allowedMethods = methodsByPath(app.routes)

  const answer = async (call: Call): Promise<Response> => {
    const { method, path } = call
    if (!METHODS.includes(method)) return refuseRoute(call, allowedMethods(path))
    if (path === '') return refuseRoute(call, [])
    try {
      return await app.handle(new Request(call.inside, call.request))
    } catch (error) {
      return fail(call, error)
    }
  }
  return {
    answer,
    traced(guarded: typeof answer) {
      if (!tracer.isOn) return guarded
      const routeOf = patternByCall(app.routes)
      return traceAnswers({ tracer, methods: METHODS, routeOf, answer: guarded })
    },
  }
}

const UNREADABLE: Problem = { field: 'request', message: 'cannot be read' }

/** Faults of the request that Elysia itself finds; a code would not do, any error can have one. */
const isUnreadable = (error: unknown): boolean =>
  error instanceof ParseError ||
  error instanceof InvalidFileType ||
  (error instanceof ValidationError && error.type !== 'response')

const refusalOf = ({ method }: Call, allowed: readonly string[]): Refusal =>
  allowed.length === 0 || allowed.includes(method)
    ? { code: 'not_found', message: 'There is nothing at this address.' }
    : {
        code: 'method_not_allowed',
        message: 'This address does not take this method.',
        headers: { allow: allowed.join(', ') },
      }

/** Outside of the page, a browser shows the envelope of a missing address as well as anything. */
const spoken = ({ dialect }: Call) => (dialect === 'text' ? 'text' : 'envelope')

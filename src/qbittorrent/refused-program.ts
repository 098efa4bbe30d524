import type { Clients } from '../clients/clients.ts'
import { readCall } from '../security/call.ts'
import type { NoteRefusal, RefusalReason } from '../security/refusal-reason.ts'

type Told = Partial<Record<RefusalReason, { status: number; reason: string }>>

const OTHER_NAME = {
  status: 421,
  reason: 'it calls us by a name that ALLOWED_HOSTS does not have',
}

/** What is told of a program that no route has seen. A login notes its own failure. */
const told: Told = {
  'unknown-host': OTHER_NAME,
  'foreign-origin': { status: 403, reason: 'a page of another address calls' },
  'no-credentials': {
    status: 403,
    reason: 'it sends no user name and password, or its session is over',
  },
  'wrong-credentials': { status: 403, reason: 'wrong API key, or wrong user name or password' },
}

const HAS_BASE = 'its “URL Base” is to be left empty'
/** The same of one that looks for the API below a path, where it is not. */
const toldBelowPath: Told = {
  'unknown-host': OTHER_NAME,
  'no-credentials': { status: 401, reason: HAS_BASE },
  'wrong-credentials': { status: 401, reason: HAS_BASE },
  'no-route': { status: 404, reason: HAS_BASE },
}

/** Notes a call of the emulated API that is refused before any route has it. */
export const noteRefusedProgram = (
  clients: Pick<Clients, 'note'>,
  { request, reason }: Parameters<NoteRefusal>[0]
): void => {
  const { method, path } = readCall(request)
  const [, base, call] = /^(.*)\/api\/v2\/(.*)$/.exec(path) ?? []
  const words = base === '' ? told[reason] : toldBelowPath[reason]
  const isLogin = reason === 'wrong-credentials' && path === '/api/v2/auth/login'
  if (base === undefined || words === undefined || isLogin) return
  clients.note({
    userAgent: request.headers.get('user-agent'),
    call: `${method} ${base === '' ? call : path}`,
    hasRoute: null,
    ...words,
  })
}

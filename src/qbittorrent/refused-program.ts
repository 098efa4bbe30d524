import type { Clients } from '../clients/clients.ts'
import { readCall } from '../security/call.ts'
import { isEmulatedPath } from '../security/dialect.ts'
import type { NoteRefusal, RefusalReason } from '../security/refusal-reason.ts'

/** What is told of a program that no route has seen. A login notes its own failure. */
const told: Partial<Record<RefusalReason, { status: number; reason: string }>> = {
  'unknown-host': { status: 421, reason: 'it calls us by a name that ALLOWED_HOSTS does not have' },
  'foreign-origin': { status: 403, reason: 'a page of another address calls' },
  'no-credentials': {
    status: 403,
    reason: 'it sends no user name and password, or its session is over',
  },
  'wrong-credentials': { status: 403, reason: 'wrong API key, or wrong user name or password' },
}

/** Notes a call of the emulated API that is refused before any route has it. */
export const noteRefusedProgram = (
  clients: Pick<Clients, 'note'>,
  { request, reason }: Parameters<NoteRefusal>[0]
): void => {
  const { method, path } = readCall(request)
  const words = told[reason]
  const isLogin = reason === 'wrong-credentials' && path === '/api/v2/auth/login'
  if (words === undefined || !isEmulatedPath(path) || isLogin) return
  clients.note({
    userAgent: request.headers.get('user-agent'),
    call: `${method} ${path.replace(/^\/api\/v2\//, '')}`,
    hasRoute: null,
    ...words,
  })
}

import { type Call, isHealthCheck } from './call.ts'
import type { Credentials } from './credentials.ts'
import { isEmulatedPath } from './dialect.ts'
import { type Refusal, refuse } from './refusal.ts'

const REALM = 'realm="torrent-notifier"'

/**
 * Refuses a call that does not prove itself, where the owner set a password or a key.
 *
 * The emulated API says 403 and never 401, which its clients read as a fault. A person is asked
 * by the browser. Any other caller must not be: its challenge is Bearer, for which no browser asks.
 *
 * @returns `null` for a call that may go on.
 */
export const refuseStranger = (
  call: Call,
  { credentials, isWidgetPublic }: { credentials: Credentials; isWidgetPublic: boolean }
): Response | null => {
  const isOpen = isHealthCheck(call) || (isWidgetPublic && call.path === '/widget')
  if (!credentials.isClosed || isOpen) return null
  if (credentials.prove(call.request.headers.get('authorization'))) return null
  if (isEmulatedPath(call.path)) return refuse('text', { code: 'forbidden', message: 'Forbidden' })
  const scheme = call.dialect === 'page' ? 'Basic' : 'Bearer'
  const refusal: Refusal = {
    code: 'unauthorized',
    message: 'A name and password, or an API key, are wanted here.',
    headers: { 'www-authenticate': `${scheme} ${REALM}` },
  }
  return refuse(call.dialect, refusal)
}

import { readTokens } from './session-cookie.ts'
import { parseToken } from './session-token.ts'

/**
 * Which session a request says that it belongs to, for telling callers apart; `null` where it names
 * none. A renewed token is another text of the same session; where none is checked any text will
 * do.
 */
export const sessionIdOf = ({ headers }: Pick<Request, 'headers'>): string | null => {
  const [sid] = readTokens(headers.get('cookie'), 'program')
  return sid === undefined ? null : (parseToken(sid)?.id ?? sid)
}

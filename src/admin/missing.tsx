import type { Call } from '../security/call.ts'
import type { Refusal } from '../security/refusal.ts'
import { NoticePage } from './parts/notice-page.tsx'
import { htmlPage } from './render.ts'
import { PAGE_URL } from './urls.ts'

/**
 * The answer to a browser that was led to an address of the page's which shows nothing.
 *
 * @returns `null` for other callers, and for addresses that are not the page's.
 */
export const showMissing = (
  { dialect, path }: Call,
  { code, headers }: Refusal
): Response | null => {
  if (dialect !== 'page' || !path.startsWith(`${PAGE_URL}/`)) return null
  const response = htmlPage(<NoticePage title="Nothing here" heading={NOTHING} />, {
    status: code === 'method_not_allowed' ? 405 : 404,
  })
  for (const [name, value] of Object.entries(headers ?? {})) response.headers.set(name, value)
  return response
}

const NOTHING = 'There is nothing to see at this address.'

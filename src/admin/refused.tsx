import { type Call, isSafe } from '../security/call.ts'
import { isNavigation } from '../security/navigation.ts'
import { type Refusal, statusOf } from '../security/refusal.ts'
import { NoticePage } from './parts/notice-page.tsx'
import { htmlPage } from './render.ts'
import { PAGE_URL } from './urls.ts'

/**
 * A refusal as a page, for a browser that was led to an address of the page's, or has sent a form
 * there without script.
 *
 * @returns `null` for other callers, and for addresses that are not the page's.
 */
export const showRefused = (call: Call, refusal: Refusal): Response | null => {
  const { path, request } = call
  if (!path.startsWith(`${PAGE_URL}/`) || !isNavigation(request)) return null
  const { code } = refusal
  const isMissing = code === 'not_found' || code === 'method_not_allowed'
  const status = statusOf(code)
  const view = isMissing
    ? { title: 'Nothing here', heading: 'There is nothing to see at this address.' }
    : { title: status < 500 ? 'Refused' : 'Not done', heading: refusal.message }
  const isUndone = !isSafe(call) && status < 500
  const page = <NoticePage {...view}>{isUndone && <p>Nothing was done.</p>}</NoticePage>
  const response = htmlPage(page, { status })
  for (const [name, value] of Object.entries(refusal.headers ?? {})) {
    response.headers.set(name, value)
  }
  return response
}

import type { Page, Request } from 'playwright-core'
import { LIVE_URL } from '../../src/admin/page.tsx'

/** The streams of events that a page holds open at the moment of each look. */
export const openStreams = (page: Page): ReadonlySet<Request> => {
  const open = new Set<Request>()
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === LIVE_URL) open.add(request)
  })
  page.on('requestfinished', (request) => open.delete(request))
  page.on('requestfailed', (request) => open.delete(request))
  return open
}

/** Waits for the answers that a page is waiting for: a clock that leaps would end them first. */
export const untilAnswered = (page: Page): Promise<void> =>
  page.locator('.htmx-request').first().waitFor({ state: 'detached' })

/**
 * Runs in a page: its tab goes behind another, or comes before it, as far as a script can tell. A
 * browser without a window shows every tab.
 */
export const turn = ({ isHidden }: { isHidden: boolean }) => {
  const state = isHidden ? 'hidden' : 'visible'
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden })
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state })
  document.dispatchEvent(new Event('visibilitychange'))
}

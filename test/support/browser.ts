import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { recordTroubles, type Troubles } from './browser-troubles.ts'

/** How the reader of a page sees it; a laptop in light colours, in UTC, unless told otherwise. */
export type PageOptions = {
  /** Where the page is from. A request to any other origin is a trouble. */
  origin: string
  colorScheme?: 'light' | 'dark'
  viewport?: { width: number; height: number }
  javaScriptEnabled?: boolean
  /** Whether it is pointed at with a finger. */
  hasTouch?: boolean
  locale?: string
  timezoneId?: string
  /** Takes a certificate that nobody vouches for. */
  ignoreHTTPSErrors?: boolean
}

/** What a test does with a page. */
export type Visit<T> = (page: Page, more: { context: BrowserContext; troubles: Troubles }) => T

/** A real browser without a window. */
export type Browser = {
  /**
   * Opens an empty page, alone in a fresh profile, has it visited, and closes it.
   *
   * @returns What the visit returned.
   * @throws What the visit threw; or, after one that went well, an error that names every trouble
   *   of the profile's pages that the test has not allowed.
   */
  withPage<T>(options: PageOptions, visit: Visit<T | Promise<T>>): Promise<T>
  close(): Promise<void>
}

const LAPTOP = { width: 1280, height: 800 }
/**
 * A browser with windows loads two pages of its own into each profile, for its address bar: more
 * work than all of ours together. Its last list of features counts, so Playwright's is in this one:
 * what of it touches a page.
 */
const SWITCHED_OFF = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
]
/** Of each step of a page; a test that needs more says so there. */
const STEP_DEADLINE_MS = 10_000

/** Starts the Chromium at `path`, which ends with this process at the latest. */
export const startBrowser = async (path: string): Promise<Browser> => {
  // Its sandbox is off, as it has to be for root and in containers: all that it opens is ours.
  const browser = await chromium.launch({
    executablePath: path,
    chromiumSandbox: false,
    args: [`--disable-features=${SWITCHED_OFF.join()}`],
  })
  return {
    async withPage({ origin, ...options }, visit) {
      const context = await browser.newContext({
        colorScheme: 'light',
        viewport: LAPTOP,
        locale: 'en-GB',
        timezoneId: 'UTC',
        baseURL: origin,
        ...options,
      })
      try {
        context.setDefaultTimeout(STEP_DEADLINE_MS)
        const troubles = await recordTroubles(context, new URL(origin).origin)
        const result = await visit(await context.newPage(), { context, troubles })
        // What a page said last arrives before its answer to what it is asked then.
        await Promise.all(context.pages().map((page) => page.title()))
        const unexpected = troubles.unexpected()
        if (unexpected.length > 0) throw new Error(`the page said:\n${unexpected.join('\n')}`)
        return result
      } finally {
        await context.close()
      }
    },
    close: () => browser.close(),
  }
}

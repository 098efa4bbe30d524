import { afterAll, beforeAll, describe, test } from 'bun:test'
import { type Browser, startBrowser } from './browser.ts'
import { findChromium } from './find-chromium.ts'

// Looked for while this file is loaded: tests are registered, or skipped, before any of them runs.
const found = await findChromium()

/**
 * A `describe` for tests that need a real browser, with one browser for all of them. Where none can
 * be had they are skipped, each counted, after one line that says what was tried; with
 * `REQUIRE_BROWSER=1` that is a failure.
 *
 * @param define Gets what opens a page.
 */
export const describeWithBrowser = (
  name: string,
  define: (browser: Pick<Browser, 'withPage'>) => void
) => {
  describe.skipIf(found.path === null)(name, () => {
    let browser: Browser | null = null
    const { path } = found
    // Bun counts each hook of a suite that is skipped as one more skipped test.
    if (path !== null) {
      beforeAll(async () => {
        browser = await startBrowser(path)
      })
      afterAll(async () => {
        await browser?.close()
      })
    }
    define({
      withPage(options, visit) {
        if (browser === null) throw new Error('the browser starts with the first test')
        return browser.withPage(options, visit)
      },
    })
  })
  if (found.path === null && process.env['REQUIRE_BROWSER'] === '1') {
    const { tried } = found
    test(`${name}: a Chromium can be had`, () => {
      throw new Error(`REQUIRE_BROWSER=1, and there is no Chromium: ${tried.join('; ')}`)
    })
  }
}

if (found.path === null) {
  process.stderr.write(`Browser tests are skipped; tried: ${found.tried.join('; ')}\n`)
}

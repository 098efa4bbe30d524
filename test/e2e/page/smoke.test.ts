import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page, Request } from 'playwright-core'
import { accessibilityProblems } from '../../support/browser-accessibility.ts'
import { describeWithBrowser } from '../../support/describe-with-browser.ts'
import { eventually } from '../../support/eventually.ts'
import { type House, openHouse } from '../../support/house.ts'

/** Of everything that a first visit loads, as it travels. */
const MOST_BYTES = 60 * 1024
/** Long, and without a place to break it. */
const LONG_NAME = `${'Some.Film.Of.Many.Words.'.repeat(8)}mkv`

describeWithBrowser('the page', ({ withPage }) => {
  let house: House
  beforeAll(async () => {
    house = await openHouse('engine')
    await house.start()
    await house.setUp()
    await house.finishTorrent('Some Film (2024)')
    await house.finishTorrent(LONG_NAME)
    await eventually(async () => (await house.history()).length === 2)
  })
  afterAll(() => house?.stop())
  const origin = () => house.service().url

  test.each(['/', '/settings/integrations'])('opens at %s, and is content', async (path) => {
    await withPage({ origin: origin() }, async (page) => {
      const answer = await page.goto(path)
      expect(answer?.status()).toBe(200)
      expect(await answer?.headerValue('content-security-policy')).not.toContain('unsafe-')
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1)
      await page.getByText('Some Film (2024)').first().waitFor()
    })
  })

  test('shows what it knows where no script runs', async () => {
    await withPage({ origin: origin(), javaScriptEnabled: false }, async (page) => {
      await page.goto('/')
      await page.getByText('Some Film (2024)').first().waitFor()
    })
  })

  test('loads at most 60 KB when it is opened first', async () => {
    const sizes = await withPage({ origin: origin() }, async (page) => {
      const loaded = await loadedBy(page, '/')
      return await Promise.all(
        loaded.map(async (request) => ({
          path: new URL(request.url()).pathname,
          bytes: (await request.sizes()).responseBodySize,
        }))
      )
    })
    const bytes = sizes.reduce((total, size) => total + size.bytes, 0)
    expect(sizes.length).toBeGreaterThan(2)
    if (bytes > MOST_BYTES) throw new Error(`${bytes} bytes: ${JSON.stringify(sizes, null, 2)}`)
  })

  test('has every file of it asked for again by its tag', async () => {
    const files = await withPage({ origin: origin() }, async (page) => {
      const loaded = await loadedBy(page, '/')
      return loaded.filter(isFile).map((request) => request.url())
    })
    expect(files.length).toBeGreaterThan(2)
    for (const file of files) {
      const headers = { 'accept-encoding': 'gzip' }
      const first = await fetch(file, { headers })
      const etag = first.headers.get('etag') ?? ''
      expect([file, first.status, etag]).toEqual([file, 200, expect.stringMatching(/^"[^"]+"$/)])
      const again = await fetch(file, { headers: { ...headers, 'if-none-match': etag } })
      expect([file, again.status, again.headers.get('etag')]).toEqual([file, 304, etag])
      expect((await again.bytes()).byteLength).toBe(0)
    }
  })

  test.each(['light', 'dark'] as const)('is accessible in %s colours', async (colorScheme) => {
    await withPage({ origin: origin(), colorScheme }, async (page) => {
      await page.goto('/')
      expect(await accessibilityProblems(page)).toEqual([])
    })
  })

  test('fits a phone of 360 px without scrolling sideways', async () => {
    const viewport = { width: 360, height: 740 }
    await withPage({ origin: origin(), viewport }, async (page) => {
      await page.goto('/')
      await page.getByText('Some Film (2024)').first().waitFor()
      expect(await scrolledSideways(page)).toBe(0)
      expect(await accessibilityProblems(page)).toEqual([])
    })
  })
})

/** Everything that was loaded to the end, with what a script of the page asked for at once. */
const loadedBy = async (page: Page, path: string): Promise<Request[]> => {
  const loaded: Request[] = []
  page.on('requestfinished', (request) => loaded.push(request))
  await page.goto(path, { waitUntil: 'load' })
  await page.waitForTimeout(500)
  return loaded
}

const isFile = (request: Request): boolean =>
  ['stylesheet', 'script', 'image', 'font'].includes(request.resourceType())

/** How far a page gives way to the side, in pixels. */
const scrolledSideways = (page: Page): Promise<number> =>
  page.evaluate(() => {
    window.scrollTo(10_000, 0)
    return window.scrollX
  })

import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { untilReady } from '../../support/binary.ts'
import { accessibilityProblems } from '../../support/browser-accessibility.ts'
import { describeWithBrowser } from '../../support/describe-with-browser.ts'
import { apiKey, type House, openHouse } from '../../support/house.ts'

const REFUSED = /status of 422/
const HOSTILE = `<img src=x onerror=alert(1)> ${'‮gpj.exe'} ${'_'.repeat(120)}${'x'.repeat(300)}`

describeWithBrowser('the shape of the page', ({ withPage }) => {
  let house: House
  beforeAll(async () => {
    house = await openHouse('engine')
    await house.start()
    await untilReady(house.service())
  })
  afterAll(() => house?.stop())
  const origin = () => house.service().url

  test('of a refusal, and of a Test with everything unfolded, is accessible', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await withPage({ origin: origin(), colorScheme }, async (page, { troubles }) => {
        troubles.allow(REFUSED)
        await page.goto('/')
        await page.click('#jellyfin-save')
        await page.getByText('Not saved.').waitFor()
        await unfold(page)
        await page.fill('#emby-url', house.emby.url)
        await page.fill('#emby-key', apiKey)
        await page.click('#emby-test')
        await page.getByText('It works.').waitFor()
        expect(await accessibilityProblems(page)).toEqual([])
      })
    }
  })

  test('in the colours of the reader has the edges of what is filled, and icons that are seen', async () => {
    await withPage({ origin: origin() }, async (page) => {
      await page.goto('/')
      await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' })
      const icon = page.locator('#status .icon')
      const text = page.locator('#status strong')
      const colorOf = (node: Element) => getComputedStyle(node).color
      expect(await icon.evaluate(colorOf)).toBe(await text.evaluate(colorOf))
      const edge = (node: Element) => getComputedStyle(node).borderTopWidth
      expect(await page.locator('.panel').first().evaluate(edge)).toBe('1px')
      expect(await page.locator('#jellyfin-save').evaluate(edge)).toBe('2px')
    })
  })

  test('on paper is what is so, without what is pressed', async () => {
    await withPage({ origin: origin() }, async (page) => {
      await page.goto('/')
      await page.emulateMedia({ media: 'print' })
      expect(await page.locator('.nav, .btn, .filter-box').filter({ visible: true }).count()).toBe(
        0
      )
      expect(await page.locator('#status strong').isVisible()).toBe(true)
    })
  })

  test('can be walked through and saved with a keyboard alone', async () => {
    await withPage({ origin: origin() }, async (page) => {
      const press = (key: string) => page.keyboard.press(key)
      await page.goto('/')
      await press('Tab')
      expect(await focusedText(page)).toContain('Skip to activity')
      await page.focus('#jellyfin-enabled')
      await press('Space')
      expect(await page.isChecked('#jellyfin-enabled')).toBe(false)
      await press('Space')
      await press('Tab')
      await page.keyboard.type(house.jellyfin.url)
      await press('Tab')
      await page.keyboard.type(apiKey)
      await press('Enter')
      await page.locator('#jellyfin-result').getByText('Saved.').waitFor()
      await page.locator('#emby summary').focus()
      await press('Enter')
      await press('Tab')
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('emby-enabled')
      // Whatever has the focus is seen, and shows that it has it.
      const outline = await page.evaluate(
        () => getComputedStyle(document.activeElement ?? document.body).outlineStyle
      )
      expect(outline).not.toBe('none')
    })
  })

  test('never scrolls sideways, from 320 px to a wide screen, with everything unfolded', async () => {
    await house.finishTorrent(HOSTILE.replaceAll('/', ''))
    await withPage({ origin: origin() }, async (page) => {
      await page.goto('/')
      await page.locator('.entry').first().waitFor()
      await unfold(page)
      for (const width of [320, 360, 768, 1024, 1280, 2560]) {
        await page.setViewportSize({ width, height: 800 })
        const needed = await page.evaluate(() => document.documentElement.scrollWidth)
        expect([width, needed]).toEqual([width, width])
      }
    })
  })
})

const unfold = (page: Page) =>
  page.evaluate(() => {
    for (const fold of document.querySelectorAll('details')) fold.open = true
  })

const focusedText = (page: Page) => page.evaluate(() => document.activeElement?.textContent)

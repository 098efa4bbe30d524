import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { LIVE_URL } from '../../../src/admin/page.tsx'
import { startJellyfin } from '../../../src/demo/media-server/jellyfin.ts'
import { untilReady } from '../../support/binary.ts'
import { accessibilityProblems } from '../../support/browser-accessibility.ts'
import { answeredWith } from '../../support/browser-troubles.ts'
import { describeWithBrowser } from '../../support/describe-with-browser.ts'
import { apiKey, type House, openHouse } from '../../support/house.ts'
import { turn } from '../../support/tab.ts'

const REFUSED = answeredWith(422)
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

  test('in those colours shows whether it is connected by shape', async () => {
    await withPage({ origin: origin() }, async (page) => {
      await page.goto('/')
      await page.locator('#connection').getByText('Live').waitFor()
      const dot = () =>
        page.locator('#connection').evaluate((node) => {
          const { backgroundColor, borderTopWidth, borderTopColor } = getComputedStyle(
            node,
            '::before'
          )
          const isHollow = backgroundColor === 'rgba(0, 0, 0, 0)'
          const edge = borderTopWidth === '0px' ? null : borderTopColor
          return { isHollow, edge, text: getComputedStyle(node).color, filled: backgroundColor }
        })
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ forcedColors: 'active', colorScheme })
        await page.evaluate(showLost, false)
        const live = await dot()
        expect(live).toMatchObject({ isHollow: false, filled: live.text })
        await page.evaluate(showLost, true)
        const lost = await dot()
        expect(lost).toMatchObject({ isHollow: true, edge: lost.text })
      }
    })
  })

  test.each([
    [360, 640],
    [1280, 720],
  ])(
    'at %i × %i the bar of a lost connection never covers what has the focus',
    async (width, height) => {
      await withPage(
        { origin: origin(), viewport: { width, height } },
        async (page, { troubles }) => {
          await page.goto('/')
          await page.locator('#connection').getByText('Live').waitFor()
          await unfold(page)
          // With the longest words that it has.
          troubles.allow(answeredWith(401))
          await page.fill('#jellyfin-url', 'http://half-typed')
          await page.route(`**${LIVE_URL}`, (route) => route.fulfill({ status: 401 }))
          await page.evaluate(turn, { isHidden: true })
          await page.evaluate(turn, { isHidden: false })
          await page.locator('#lost').getByText('Your session has ended.').waitFor()
          await page.locator('#jellyfin-url').blur()
          for (const key of ['Tab', 'Shift+Tab']) {
            for (let stops = 0; stops < 100; stops += 1) {
              await page.keyboard.press(key)
              expect(await page.evaluate(findCovered)).toBeNull()
            }
          }
        }
      )
    }
  )

  test('has no name that stands on the lines of others, however many marks are piled up in it', async () => {
    const marks = Array.from({ length: 60 }, (_, at) => String.fromCodePoint(0x300 + (at % 20)))
    const names = ['Below', `Z${marks.join('')}algo ${marks.join('')}`, 'Above']
    for (const name of names) await house.finishTorrent(name)
    await withPage({ origin: origin() }, async (page) => {
      await page.goto('/')
      const entries = ['Above', 'Below'].map((hasText) => page.locator('.entry', { hasText }))
      const piled = page.locator('.entry', { hasText: 'algo' })
      const others = [...entries, piled.locator('.outcomes')]
      for (const one of others) await one.waitFor()
      const pictures = () =>
        Promise.all(others.map(async (one) => Bun.hash(await one.screenshot())))
      const before = await pictures()
      await piled.locator('.entry-name bdi').evaluate((name) => {
        name.style.visibility = 'hidden'
      })
      expect(await pictures()).toEqual(before)
    })
  })

  test('has switches and choices of a finger’s height for fingers', async () => {
    const phone = { viewport: { width: 360, height: 640 }, hasTouch: true }
    await withPage({ origin: origin(), ...phone }, async (page) => {
      await page.goto('/')
      await unfold(page)
      for (const id of ['jellyfin-targeted', 'qbt-keep', 'jellyfin-enabled', 'qbt-links']) {
        await page.locator(`#${id}`).scrollIntoViewIfNeeded()
        const box = await page.locator(`label[for=${id}]`).boundingBox()
        expect([id, box?.height]).toEqual([id, 44])
      }
      /** Taps so far below the upper left corner of a control, and tells whether it is on then. */
      const tap = async (id: string, { right, down }: { right: number; down: number }) => {
        await page.locator(id).scrollIntoViewIfNeeded()
        const { x = 0, y = 0 } = (await page.locator(id).boundingBox()) ?? {}
        await page.touchscreen.tap(x + right, y + down)
        return page.isChecked(id)
      }
      expect(await tap('#jellyfin-targeted', { right: 8, down: 8 })).toBe(true)
      const wasOn = await page.isChecked('#jellyfin-tls')
      expect(await tap('#jellyfin-tls', { right: 18, down: -8 })).toBe(!wasOn)
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
      const measure = async () => {
        for (const width of [320, 360, 768, 1024, 1280, 2560]) {
          await page.setViewportSize({ width, height: 800 })
          const needed = await page.evaluate(() => document.documentElement.scrollWidth)
          expect([width, needed]).toEqual([width, width])
        }
      }
      await page.goto('/')
      await page.locator('.entry').first().waitFor()
      await unfold(page)
      await measure()
      await page.fill('#filter', 'f0'.repeat(100))
      await page.locator('.empty').getByText('No name contains').waitFor()
      await measure()
    })
  })

  test('never scrolls sideways for the long names of libraries, nor leaves its card', async () => {
    const names = ['Dokumentarfilmsammlungsverzeichnis', 'x'.repeat(200)]
    const libraries = names.map((name) => ({ name, locations: [`/${name}`] }))
    const other = startJellyfin({ apiKey, scanMs: 100, libraries })
    try {
      await fetch(`${origin()}/settings/integrations`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ jellyfin: { enabled: true, url: other.url, apiKey } }),
      })
      await withPage({ origin: origin(), viewport: { width: 320, height: 640 } }, async (page) => {
        await page.goto('/')
        await unfold(page)
        const rightOf = (id: string) =>
          page.locator(id).evaluate((element) => element.getBoundingClientRect().right)
        expect(await rightOf('#jellyfin-key-clear')).toBeLessThanOrEqual(
          await rightOf('#jellyfin-url')
        )
        for (const [button, place] of [
          ['#jellyfin-test', '#jellyfin-result'],
          ['#jellyfin-check', '#jellyfin-looked'],
        ] as const) {
          await page.click(button)
          await page.locator(place).getByText('verzeichnis').first().waitFor()
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
        }
      })
    } finally {
      await other.stop()
    }
  })
})

const unfold = (page: Page) =>
  page.evaluate(() => {
    for (const fold of document.querySelectorAll('details')) fold.open = true
  })

const focusedText = (page: Page) => page.evaluate(() => document.activeElement?.textContent)

/** Runs in the page: the bar that says that the connection is lost, which the script would hide. */
const showLost = (isLost: boolean) => {
  const bar = document.getElementById('lost')
  if (bar) bar.hidden = !isLost
}

/** Runs in the page: what has the focus, where the bar covers its first lines. */
const findCovered = (): string | null => {
  const { activeElement: focused } = document
  const bar = document.getElementById('lost')
  if (focused === null || focused === document.body || bar === null || bar.contains(focused)) {
    return null
  }
  const { top, bottom } = focused.getBoundingClientRect()
  const seenBottom = bar.getBoundingClientRect().top
  const isSeen = bottom <= seenBottom || (top < seenBottom && bottom - top > seenBottom / 2)
  return isSeen ? null : `${focused.outerHTML.slice(0, 100)} at ${top}–${bottom}, bar ${seenBottom}`
}

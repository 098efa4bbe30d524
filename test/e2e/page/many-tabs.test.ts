import { expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { describeWithBrowser } from '../../support/describe-with-browser.ts'
import { untilAnswered } from '../../support/tab.ts'
import { useHouse } from '../../support/use-house.ts'

/** A browser opens so many connections to a service by HTTP/1.1, and no more. */
const CONNECTIONS = 6
/** Longer than a page that others have pushed aside waits before it asks again. */
const TURN_MS = 21_000

describeWithBrowser('more tabs that are seen than a browser has connections', ({ withPage }) => {
  const house = useHouse({ REFRESH_QUIET: '1h', REFRESH_QUIET_MAX: '1h' })

  test('load all the same: the newest are live, the others ask now and then, or when one turns to them', async () => {
    await withPage({ origin: house().service().url }, async (first, { context }) => {
      await first.clock.install()
      await first.goto('/')
      await word(first, 'Live')
      let newest = first
      for (let count = 0; count < CONNECTIONS; count += 1) {
        newest = await context.newPage()
        await newest.goto('/')
        await word(newest, 'Live')
      }
      await word(first, 'Every 20 s')
      await house().finishTorrent('Seen By All')
      await entry(newest)
      expect(await first.locator('.entry').count()).toBe(0)
      await untilAnswered(first)
      await first.clock.fastForward(TURN_MS)
      await entry(first)
      await word(first, 'Every 20 s')
      await word(newest, 'Live')
      expect(await first.getByText('Not connected.').isVisible()).toBe(false)
      await first.evaluate(() => dispatchEvent(new Event('focus')))
      await first.clock.fastForward(2000)
      await word(first, 'Live')
    })
  })
})

const word = (page: Page, text: string) => page.locator('#connection').getByText(text).waitFor()

const entry = (page: Page) => page.locator('.entry', { hasText: 'Seen By All' }).waitFor()

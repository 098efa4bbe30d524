import { expect, test } from 'bun:test'
import { untilReady } from '../../support/binary.ts'
import { GONE } from '../../support/browser-troubles.ts'
import { describeWithBrowser } from '../../support/describe-with-browser.ts'
import { useHouse } from '../../support/use-house.ts'

describeWithBrowser('a service that restarts under an open page', ({ withPage }) => {
  const house = useHouse()
  const origin = () => house().service().url

  test('is said to be away, comes back by itself, and nothing that was typed is lost', async () => {
    await withPage({ origin: origin() }, async (page, { troubles }) => {
      troubles.allow(GONE)
      await page.goto('/')
      const word = page.locator('#connection')
      await word.getByText('Live').waitFor()
      await page.locator('#jellyfin summary').click()
      await page.fill('#jellyfin-url', 'http://half-typed')
      await house().service().end('SIGKILL')
      await word.getByText('Reconnecting').waitFor()
      await page.getByText('Not connected.').waitFor()
      await house().start()
      await untilReady(house().service())
      await word.getByText('Live').waitFor()
      await page.getByText('Not connected.').waitFor({ state: 'hidden' })
      expect(await page.inputValue('#jellyfin-url')).toBe('http://half-typed')
      await house().finishTorrent('After The Restart')
      await page.locator('.entry', { hasText: 'After The Restart' }).waitFor()
    })
  })

  test('is found again by a page whose first connect has failed', async () => {
    await withPage({ origin: origin() }, async (page, { troubles }) => {
      troubles.allow(GONE)
      let isRefusing = true
      await page.route('**/settings/integrations/live', async (route) => {
        await (isRefusing ? route.abort() : route.continue())
      })
      await page.goto('/')
      await page.locator('#connection').getByText('Reconnecting').waitFor()
      isRefusing = false
      await page.locator('#connection').getByText('Live').waitFor()
    })
  })
})

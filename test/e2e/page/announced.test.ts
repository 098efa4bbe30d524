import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { describeWithBrowser } from '../../support/describe-with-browser.ts'
import { eventually } from '../../support/eventually.ts'
import { apiKey, type House, openHouse } from '../../support/house.ts'

/** Each try lasts so long that the page tells of it, and one follows the other. */
const WAITS = {
  REFRESH_QUIET: '100ms',
  REFRESH_QUIET_MAX: '100ms',
  REFRESH_TIMEOUT: '2s',
  REFRESH_RETRY_MIN: '1s',
  REFRESH_RETRY_MAX: '2s',
}

describeWithBrowser('whoever hears the page', ({ withPage }) => {
  let house: House
  const hanging = Bun.serve({ port: 0, idleTimeout: 0, fetch: () => new Promise(() => {}) })
  beforeAll(async () => {
    house = await openHouse('engine')
    await house.start(WAITS)
    await house.setUp()
  })
  afterAll(async () => {
    await hanging.stop(true)
    await house?.stop()
  })

  const useEmby = (url: string) =>
    fetch(`${house.service().url}/settings/integrations`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ emby: { enabled: true, url, apiKey } }),
    })

  test('is told in a sentence what has changed, once, however often it is tried again', async () => {
    await withPage({ origin: house.service().url }, async (page) => {
      await page.goto('/')
      await page.locator('#connection').getByText('Live').waitFor()
      await page.evaluate(listen)
      await useEmby(hanging.url.origin)
      await house.finishTorrent('Owed.mkv')
      await eventually(async () => (await heard(page)).some((text) => /owed a refresh/.test(text)))
      const before = await heard(page)
      expect(before.at(-1)).toMatch(/^Emby has been owed a refresh for .+\. .+ trying again .+\.$/)
      for (const [lead] of [['is being asked'], ['owed a refresh'], ['is being asked']]) {
        await page.locator('#status').getByText(`${lead}`).waitFor()
      }
      await Bun.sleep(3000)
      expect(await heard(page)).toEqual(before)
      await useEmby(house.emby.url)
      await eventually(async () => (await heard(page)).at(-1)?.includes('up to date') ?? false, {
        timeoutMs: 30_000,
      })
    })
  })

  test('is told what came of a press, in a region that stood there before', async () => {
    await withPage({ origin: house.service().url }, async (page) => {
      await page.goto('/')
      await page.locator('#connection').getByText('Live').waitFor()
      await page.evaluate(listen)
      const untilHeard = (words: RegExp) =>
        eventually(async () => (await heard(page)).some((text) => words.test(text)))
      await page.locator('#jellyfin summary').click()
      await page.check('#jellyfin-targeted')
      await page.click('#jellyfin-save')
      await untilHeard(/^Saved\. How to refresh changed\.$/)
      await page.click('#jellyfin-refresh')
      await untilHeard(/^Jellyfin is being asked to refresh\.$/)
      await page.fill('#filter', 'nothing like it')
      await untilHeard(/^No name contains “nothing like it”\.$/)
    })
  })
})

/** Runs in the page: notes every text that its live region gets, as a screen reader says them. */
const listen = () => {
  const root = document.documentElement
  root.dataset['heard'] = '[]'
  let last = document.getElementById('announce')?.textContent
  new MutationObserver(() => {
    const text = document.getElementById('announce')?.textContent
    if (text === last) return
    last = text
    root.dataset['heard'] = JSON.stringify([...JSON.parse(root.dataset['heard'] ?? '[]'), text])
  }).observe(document.body, { subtree: true, childList: true, characterData: true })
}

const heard = async (page: Page): Promise<string[]> =>
  JSON.parse(await page.evaluate(() => document.documentElement.dataset['heard'] ?? '[]'))

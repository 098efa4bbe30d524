import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { untilReady } from '../../support/binary.ts'
import { describeWithBrowser } from '../../support/describe-with-browser.ts'
import { eventually } from '../../support/eventually.ts'
import { apiKey, type House, openHouse } from '../../support/house.ts'

const PAGE = 50

describeWithBrowser('the page without script', ({ withPage }) => {
  let house: House
  beforeAll(async () => {
    house = await openHouse('engine')
    await house.start()
    await untilReady(house.service())
  })
  afterAll(() => house?.stop())
  const open = (visit: (page: Page) => Promise<void>) =>
    withPage({ origin: house.service().url, javaScriptEnabled: false }, async (page, more) => {
      more.troubles.allow(/status of 422/)
      await page.goto('/')
      await visit(page)
    })
  const stored = async () => (await fetch(`${house.service().url}/settings/integrations`)).json()

  test('tests, refuses, saves, replaces and clears a key, and asks for a refresh', () =>
    open(async (page) => {
      const card = page.locator('#jellyfin')
      await page.fill('#jellyfin-url', house.jellyfin.url)
      await page.click('#jellyfin-save')
      expect(await card.getByRole('alert').textContent()).toContain('Not saved.')
      expect(await page.inputValue('#jellyfin-url')).toBe(house.jellyfin.url)
      await page.fill('#jellyfin-key', apiKey)
      await page.click('#jellyfin-test')
      expect(await page.locator('#jellyfin-result').textContent()).toContain('It works.')
      expect(await page.inputValue('#jellyfin-key')).toBe(apiKey)
      await page.click('#jellyfin-save')
      expect(await page.locator('#jellyfin-result').textContent()).toContain('Saved.')
      expect((await stored()).jellyfin.enabled).toBe(true)

      await card.getByRole('button', { name: 'Replace' }).click()
      await page.locator('#jellyfin-key').waitFor()
      await card.getByRole('button', { name: 'Keep the old one' }).click()
      await card.getByRole('button', { name: 'Clear' }).click()
      await card.getByText('Will be cleared when you save').waitFor()
      await page.uncheck('#jellyfin-enabled')
      await page.click('#jellyfin-save')
      expect((await stored()).jellyfin).toMatchObject({ enabled: false, apiKey: '' })

      await page.fill('#jellyfin-key', apiKey)
      await page.check('#jellyfin-enabled')
      await page.click('#jellyfin-save')
      await page.click('#jellyfin-refresh')
      await eventually(() => house.jellyfin.control.refreshes.length === 1)
      expect(new URL(page.url()).pathname).toBe('/settings/integrations')
    }))

  test('adds rows, checks the folders, and saves them', () =>
    open(async (page) => {
      const card = page.locator('#jellyfin')
      await card.locator('summary').click()
      await page.fill('#jellyfin-folders-from-0', '/data')
      await page.fill('#jellyfin-folders-to-0', '/media')
      await card.getByRole('button', { name: 'Add a row' }).click()
      await page.locator('#jellyfin-folders-from-2').waitFor()
      await page.click('#jellyfin-check')
      await page.locator('#jellyfin-looked').getByText('T◎RRX puts files in').waitFor()
      await page.click('#jellyfin-save')
      expect((await stored()).jellyfin.pathMap).toEqual([{ from: '/data', to: '/media' }])
    }))

  test('saves what holds for Sonarr and Radarr', () =>
    open(async (page) => {
      await page.locator('#qbt-settings summary').click()
      await page.check('#qbt-hand-over')
      await page.check('#qbt-links')
      await page.fill('#qbt-folders-from-0', 'data')
      await page.fill('#qbt-folders-to-0', '/media')
      await page.click('#qbt-save')
      expect(await page.locator('#qbt').getByRole('alert').textContent()).toContain('Not saved.')
      expect(await page.isChecked('#qbt-hand-over')).toBe(true)
      await page.fill('#qbt-folders-from-0', '/data')
      await page.click('#qbt-save')
      expect(await page.locator('#qbt-result').textContent()).toContain('Saved.')
      expect((await stored()).qbt).toMatchObject({
        finished: 'hand-over',
        addByUrl: true,
        pathMap: [{ from: '/data', to: '/media' }],
      })
    }))

  test('says as of when it is, and reloads', () =>
    open(async (page) => {
      const asOf = page.locator('#connection')
      expect(await asOf.textContent()).toMatch(/^\s*As of \d\d:\d\d\. Reload\s*$/)
      await asOf.getByRole('link', { name: 'Reload' }).click()
      await asOf.waitFor()
    }))

  test('filters what has finished, and finds back', () =>
    open(async (page) => {
      for (const name of ['Nosferatu (1922)', 'Metropolis (1927)']) await house.finishTorrent(name)
      await eventually(async () => (await house.history()).length === 2)
      await page.reload()
      await page.fill('#filter', 'metro')
      await page.getByRole('button', { name: 'Filter' }).click()
      expect(await page.locator('.entry').count()).toBe(1)
      expect(await page.inputValue('#filter')).toBe('metro')
      await page.fill('#filter', 'nothing like it')
      await page.getByRole('button', { name: 'Filter' }).click()
      await page.getByRole('link', { name: 'Show everything' }).click()
      expect(await page.locator('.entry').count()).toBe(2)
    }))

  test('shows older ones below the name of their day, and leads back to the newest', () =>
    open(async (page) => {
      const count = (await house.history()).length
      for (let left = PAGE + 1 - count; left > 0; left -= 1) await house.finishTorrent(`M ${left}`)
      await eventually(async () => (await house.history()).length === PAGE + 1)
      await page.reload()
      await page.getByRole('link', { name: 'Show older' }).click()
      expect(await page.locator('.entry').count()).toBe(1)
      expect(await page.locator('.day').allTextContents()).toEqual(['Today'])
      await page.getByRole('link', { name: 'Back to the newest' }).click()
      expect(await page.locator('.entry').count()).toBe(PAGE)
    }))
})

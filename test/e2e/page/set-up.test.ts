import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { untilReady } from '../../support/binary.ts'
import { describeWithBrowser } from '../../support/describe-with-browser.ts'
import { eventually } from '../../support/eventually.ts'
import { apiKey, type House, openHouse } from '../../support/house.ts'

/** What Chromium says of a form that was refused: its answer is a page all the same. */
const REFUSED = /status of 422/

describeWithBrowser('setting a media server up', ({ withPage }) => {
  let house: House
  beforeAll(async () => {
    house = await openHouse('engine')
    await house.start()
    await untilReady(house.service())
  })
  afterAll(() => house?.stop())
  const origin = () => house.service().url

  test('a wrong field is told at the field, which has the focus, and nothing is stored', async () => {
    await withPage({ origin: origin() }, async (page, { troubles }) => {
      troubles.allow(REFUSED)
      await page.goto('/')
      await page.getByText('Nothing is set up yet.').waitFor()
      await page.fill('#jellyfin-url', 'nas:8096/?tab=home')
      await page.fill('#jellyfin-key', 'typed-key')
      await page.click('#jellyfin-save')
      await page.getByText('Not saved.').waitFor()
      const field = page.locator('#jellyfin-url')
      expect(await field.getAttribute('aria-invalid')).toBe('true')
      const error = await field.getAttribute('aria-describedby')
      expect(await page.locator(`#${error}`).textContent()).toContain('This is not an address')
      expect(await focused(page)).toBe('jellyfin-url')
      expect(await field.inputValue()).toBe('nas:8096/?tab=home')
      expect(await page.inputValue('#jellyfin-key')).toBe('typed-key')
      expect((await stored(origin())).jellyfin.url).toBe('')
    })
  })

  test('a new user tests, saves, and sees the first refresh come in by itself', async () => {
    await withPage({ origin: origin() }, async (page) => {
      await page.goto('/')
      await page.fill('#jellyfin-url', house.jellyfin.url)
      await page.fill('#jellyfin-key', apiKey)
      await page.click('#jellyfin-test')
      const result = page.locator('#jellyfin-result')
      await result.getByText('It works.').waitFor()
      expect(await result.getAttribute('role')).toBe('status')
      expect(await result.textContent()).toMatch(/Jellyfin 12\.0\.0.*1.library.*Films.*\/data/)
      expect(house.jellyfin.control.refreshes).toHaveLength(0)

      await page.click('#jellyfin-save')
      await result.getByText('Saved.').waitFor()
      expect(await result.textContent()).toContain('Jellyfin is now on')
      expect(await page.locator('#jellyfin-key').count()).toBe(0)
      await page.getByRole('img', { name: 'A key is stored' }).waitFor()
      expect(await page.content()).not.toContain(apiKey)

      await house.finishTorrent('First.Film.2024.mkv')
      const entry = page.locator('.entry', { hasText: 'First.Film.2024.mkv' })
      await entry.getByText('found').waitFor()
      expect(await entry.textContent()).toMatch(/Jellyfin\s*found · asked .* · scanned/)
      await page.locator('#jellyfin-head', { hasText: 'scan took' }).waitFor()
    })
  })

  test('of two tabs the second hears what the first has changed, and decides', async () => {
    await withPage({ origin: origin() }, async (page, { context, troubles }) => {
      troubles.allow(REFUSED)
      const other = await context.newPage()
      for (const tab of [page, other]) {
        await tab.goto('/')
        await tab.locator('#jellyfin summary').click()
      }
      // Chromium draws a tab behind another one once a second.
      await page.bringToFront()
      await page.check('#jellyfin-targeted')
      await page.click('#jellyfin-save')
      await page.locator('#jellyfin-result').getByText('How to refresh changed.').waitFor()

      await other.bringToFront()
      await other.check('#jellyfin-import')
      await other.click('#jellyfin-save')
      const refusal = other.getByRole('alert')
      await refusal.waitFor()
      const difference =
        /changed elsewhere.*stored: only where the new files are, in this form: whole library/
      expect(await refusal.textContent()).toMatch(difference)
      // Only who has seen what is stored writes over it.
      await other.focus('#jellyfin-url')
      const again = other.waitForResponse((response) => response.status() === 422)
      await other.keyboard.press('Enter')
      await again
      expect(await refusal.textContent()).toMatch(difference)
      expect((await stored(origin())).jellyfin).toMatchObject({
        refresh: 'targeted',
        after: 'download',
      })
      expect(await other.isChecked('#jellyfin-import')).toBe(true)

      await other.getByRole('button', { name: 'Save mine' }).click()
      await other.locator('#jellyfin-result').getByText('Saved.').waitFor()
      expect((await stored(origin())).jellyfin).toMatchObject({ refresh: 'full', after: 'import' })

      await page.bringToFront()
      await page.fill('#jellyfin-url', `${house.jellyfin.url}/elsewhere`)
      await page.click('#jellyfin-save')
      await page.getByRole('button', { name: 'Take what is stored' }).click()
      await page.locator('#jellyfin').getByText('Saved').waitFor({ state: 'detached' })
      expect(await page.inputValue('#jellyfin-url')).toBe(house.jellyfin.url)
      expect(await page.isChecked('#jellyfin-import')).toBe(true)
    })
  })

  test('folders that a Test proposes are filled in by a press, and saved by another', async () => {
    await withPage({ origin: origin() }, async (page) => {
      const emby = house.emby
      await page.goto('/')
      await page.locator('#emby summary').click()
      await page.fill('#emby-url', emby.url)
      await page.fill('#emby-key', apiKey)
      await page.click('#emby-save')
      await page.locator('#emby-result').getByText('Saved.').waitFor()
      await page.click('#emby-check')
      const look = page.locator('#emby-looked')
      await look.getByText('T◎RRX puts files in').waitFor()
      expect(await look.textContent()).toMatch(
        /Emby at http.*, with the folders above.*Films.*Sonarr and Radarr are told/
      )
      await page.locator('#emby-folders-from-0').fill('/data')
      await page.locator('#emby-folders-to-0').fill('/media')
      await page.locator('#emby').getByRole('button', { name: 'Add a row' }).click()
      await page.locator('#emby-folders-from-2').waitFor()
      expect(await page.inputValue('#emby-folders-to-0')).toBe('/media')
      await page.click('#emby-save')
      await page.locator('#emby-result').getByText('Folders changed.').waitFor()
      expect((await stored(origin())).emby.pathMap).toEqual([{ from: '/data', to: '/media' }])
      await page.click('#emby-test')
      await page.click('#emby-fill')
      await eventually(async () => (await page.inputValue('#emby-folders-from-0')) === '')
    })
  })
})

const focused = (page: Page) => page.evaluate(() => document.activeElement?.id)

const stored = async (origin: string) => (await fetch(`${origin}/settings/integrations`)).json()

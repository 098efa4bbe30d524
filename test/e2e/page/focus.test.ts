import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { untilReady } from '../../support/binary.ts'
import { describeWithBrowser } from '../../support/describe-with-browser.ts'
import { eventually } from '../../support/eventually.ts'
import { apiKey, type House, openHouse } from '../../support/house.ts'

/** What Chromium says of a form that was refused: its answer is a page all the same. */
const REFUSED = /status of 422/

/** Waits until the element with this id has the focus. */
const untilFocused = (page: Page, id: string) => page.locator(`[id="${id}"]:focus`).waitFor()

describeWithBrowser('the focus', ({ withPage }) => {
  let house: House
  beforeAll(async () => {
    house = await openHouse('engine')
    await house.start()
    await untilReady(house.service())
    await house.setUp()
  })
  afterAll(() => house?.stop())

  const withOpenForm = (work: (page: Page) => Promise<void>) =>
    withPage({ origin: house.service().url }, async (page, { troubles }) => {
      troubles.allow(REFUSED)
      await page.goto('/')
      await page.locator('#jellyfin summary').click()
      await page.locator('#jellyfin-save').waitFor()
      await work(page)
    })
  const press = async (page: Page, id: string, answer: string) => {
    await page.focus(`[id="${id}"]`)
    await page.keyboard.press('Enter')
    await page.getByText(answer).first().waitFor()
  }

  test('stays on the button that was pressed', async () => {
    await withOpenForm(async (page) => {
      await press(page, 'jellyfin-test', 'It works.')
      await untilFocused(page, 'jellyfin-test')
      await press(page, 'jellyfin-check', 'T◎RRX puts files in')
      await untilFocused(page, 'jellyfin-check')
      await press(page, 'jellyfin-save', 'Nothing was different.')
      await untilFocused(page, 'jellyfin-save')
      await page.focus('#jellyfin-refresh')
      const asked = house.jellyfin.control.refreshes.length
      await page.keyboard.press('Enter')
      await eventually(() => house.jellyfin.control.refreshes.length > asked)
      await page.locator('#jellyfin-head', { hasText: 'scan took' }).waitFor()
      await untilFocused(page, 'jellyfin-refresh')
    })
  })

  test('is still in sight when an answer above it goes', async () => {
    await withOpenForm(async (page) => {
      await page.setViewportSize({ width: 360, height: 640 })
      await page.fill('#jellyfin-folders-from-0', '/data')
      await page.fill('#jellyfin-folders-to-0', '/media')
      await press(page, 'jellyfin-check', 'T◎RRX puts files in')
      await press(page, 'jellyfin-test', 'It works.')
      await press(page, 'jellyfin-save', 'Saved.')
      await untilFocused(page, 'jellyfin-save')
      const { y = -1 } = (await page.locator('#jellyfin-save').boundingBox()) ?? {}
      expect(y).toBeWithin(0, 600)
    })
  })

  test('goes from a key that Enter has saved to what can be done with it', async () => {
    await withOpenForm(async (page) => {
      await page.click('#jellyfin-key-replace')
      await untilFocused(page, 'jellyfin-key')
      await page.keyboard.type(apiKey)
      await page.keyboard.press('Enter')
      await page.locator('#jellyfin-result', { hasText: 'Nothing was different.' }).waitFor()
      await untilFocused(page, 'jellyfin-key-replace')
    })
  })

  test('stays in the field where Enter was pressed', async () => {
    await withOpenForm(async (page) => {
      await press(page, 'jellyfin-url', 'Nothing was different.')
      await untilFocused(page, 'jellyfin-url')
    })
  })

  test('goes to what a button has brought', async () => {
    await withOpenForm(async (page) => {
      await press(page, 'jellyfin-key-replace', 'New API key')
      await untilFocused(page, 'jellyfin-key')
      await press(page, 'jellyfin-key-keep', 'It is never shown again.')
      await untilFocused(page, 'jellyfin-key-replace')
      await press(page, 'jellyfin-key-clear', 'Will be cleared')
      await untilFocused(page, 'jellyfin-key-keep')
      await press(page, 'jellyfin-key-keep', 'It is never shown again.')
      await page.fill('#jellyfin-folders-from-0', '/data')
      await page.fill('#jellyfin-folders-to-0', '/media')
      await page.focus('#jellyfin-row')
      await page.keyboard.press('Enter')
      await untilFocused(page, 'jellyfin-folders-from-1')
      await page.focus('#qbt summary >> nth=-1')
      await page.keyboard.press('Enter')
      await page.focus('#qbt-row')
      await page.keyboard.press('Enter')
      await untilFocused(page, 'qbt-folders-from-0')
    })
  })

  test('goes to the first field that was refused, and each hears its own reason', async () => {
    await withOpenForm(async (page) => {
      await page.fill('#jellyfin-folders-from-0', '/data')
      await page.fill('#jellyfin-folders-to-0', 'media')
      await press(page, 'jellyfin-save', 'Not saved.')
      await untilFocused(page, 'jellyfin-folders-to-0')
      const reasonOf = async (id: string) => {
        const reason = await page.getAttribute(`[id="${id}"]`, 'aria-describedby')
        return reason === null ? null : await page.textContent(`[id="${reason}"]`)
      }
      expect(await reasonOf('jellyfin-folders-to-0')).toContain('absolute')
      expect(await page.getAttribute('#jellyfin-folders-from-0', 'aria-invalid')).toBeNull()
    })
  })

  test('goes to the conflict, and back to Save once that is decided', async () => {
    await withOpenForm(async (page) => {
      await fetch(`${house.service().url}/settings/integrations`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ jellyfin: { after: 'import' } }),
      })
      await page.check('#jellyfin-targeted')
      await press(page, 'jellyfin-save', 'changed elsewhere')
      await page.locator('#jellyfin [role="alert"]:focus').waitFor()
      await press(page, 'jellyfin-save-mine', 'How to refresh')
      await untilFocused(page, 'jellyfin-save')
    })
  })

  test('goes to the first of the older ones, where the button for more is gone', async () => {
    for (let index = 0; index < 51; index += 1) {
      await house.finishTorrent(`Film.${String(index).padStart(2, '0')}.mkv`)
    }
    await withOpenForm(async (page) => {
      await page.getByText('51 in all').waitFor()
      await press(page, 'older', 'That is all: 51.')
      await page.locator('.entry:focus').waitFor()
    })
  })
})

import { expect, test } from 'bun:test'
import { describeWithBrowser } from '../../support/describe-with-browser.ts'
import { eventually } from '../../support/eventually.ts'
import { useHouse } from '../../support/use-house.ts'

const PAGE = 50

describeWithBrowser('a list that was opened empty', ({ withPage }) => {
  const house = useHouse({ REFRESH_QUIET: '1h', REFRESH_QUIET_MAX: '1h' })

  test('leads to older ones as soon as there are more than it shows', async () => {
    await withPage({ origin: house().service().url }, async (page) => {
      await page.goto('/')
      await page.getByText('Nothing has finished yet.').waitFor()
      for (let count = 1; count <= PAGE + 2; count += 1)
        await house().finishTorrent(`Film ${count}`)
      await eventually(async () => (await house().history()).length === PAGE + 2, {
        timeoutMs: 30_000,
      })
      await page.locator('.entry', { hasText: `Film ${PAGE + 2}` }).waitFor()
      const shown = await page.locator('.entry').count()
      if (shown < PAGE + 2) await page.getByRole('link', { name: 'Show older' }).click()
      await eventually(async () => (await page.locator('.entry').count()) === PAGE + 2)
      const names = await page.locator('.entry-name').allTextContents()
      expect(new Set(names).size).toBe(PAGE + 2)
    })
  })
})

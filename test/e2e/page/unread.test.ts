import { afterAll, beforeAll, expect, test } from 'bun:test'
import { describeWithBrowser } from '../../support/describe-with-browser.ts'
import { describeWithMongo } from '../../support/describe-with-mongo.ts'
import { eventually } from '../../support/eventually.ts'
import { type House, openHouse } from '../../support/house.ts'

describeWithMongo('a service that was started without its MongoDB', () => {
  describeWithBrowser('and its page', ({ withPage }) => {
    let house: House
    beforeAll(async () => {
      house = await openHouse('polling')
      await house.start()
      await house.setUp()
      await house.service().end('SIGTERM')
      await house.mongod?.kill()
      await house.start()
      await eventually(async () => (await fetch(`${house.service().url}/health`)).status > 0)
    })
    afterAll(() => house?.stop())

    test('has no form until the settings were read, and then it comes by itself', async () => {
      await withPage({ origin: house.service().url }, async (page) => {
        await page.goto('/')
        const card = page.locator('#jellyfin')
        await card.getByText('Its settings could not be read yet.').waitFor()
        expect(await page.locator('.form').count()).toBe(0)
        await house.mongod?.restart()
        await card.locator('summary').click({ timeout: 40_000 })
        expect(await page.inputValue('#jellyfin-url')).toBe(house.jellyfin.url)
        await page.locator('#qbt-settings .form').waitFor({ state: 'attached' })
        await card.getByText('Its settings could not be read yet.').waitFor({ state: 'hidden' })
      })
    }, 60_000)
  })
})

import { afterAll, beforeAll, expect, test } from 'bun:test'
import { untilReady } from '../../support/binary.ts'
import { answeredWith } from '../../support/browser-troubles.ts'
import { describeWithBrowser } from '../../support/describe-with-browser.ts'
import { describeWithMongo } from '../../support/describe-with-mongo.ts'
import { type House, openHouse } from '../../support/house.ts'

const AUTH_PASSWORD = 'secret'

describeWithMongo('a service whose MongoDB has gone away', () => {
  describeWithBrowser('and its page', ({ withPage }) => {
    let house: House
    beforeAll(async () => {
      house = await openHouse('polling')
      await house.start({ AUTH_PASSWORD })
      await untilReady(house.service())
    })
    afterAll(() => house?.stop())

    test('says of a logout that it holds in this browser alone, and takes its cookie', async () => {
      await withPage({ origin: house.service().url }, async (page, { troubles }) => {
        troubles.allow(answeredWith(401))
        await page.goto('/')
        await page.fill('#login-username', 'admin')
        await page.fill('#login-password', AUTH_PASSWORD)
        await page.keyboard.press('Enter')
        await page.locator('#connection').getByText('Live').waitFor()
        await house.mongod?.kill()
        await page.getByRole('button', { name: 'Log out' }).click()
        await page.getByText('You are logged out in this browser.').waitFor()
        expect((await page.context().cookies()).map(({ name }) => name)).not.toContain(
          'torrent_notifier_session'
        )
      })
    })
  })
})

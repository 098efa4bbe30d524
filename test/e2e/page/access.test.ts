import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { BrowserContext, Page } from 'playwright-core'
import { type RunningBinary, startBinary, untilReady } from '../../support/binary.ts'
import { accessibilityProblems } from '../../support/browser-accessibility.ts'
import { answeredWith, GONE } from '../../support/browser-troubles.ts'
import { describeWithBrowser } from '../../support/describe-with-browser.ts'
import { eventually } from '../../support/eventually.ts'
import { type House, openHouse } from '../../support/house.ts'
import { turn } from '../../support/tab.ts'

/** What Chromium says of the login, which is an answer to what one may not see, and of a refusal. */
const REFUSED = answeredWith(401, 422)

const AUTH_USERNAME = 'owner'
const AUTH_PASSWORD = 'horse battery'
const API_KEY = 'a-key-of-the-owner'

describeWithBrowser('a page', ({ withPage }) => {
  describe('that a password closes', () => {
    let house: House
    beforeAll(async () => {
      house = await openHouse('engine')
      await house.start({ AUTH_USERNAME, AUTH_PASSWORD })
      await untilReady(house.service())
    })
    afterAll(() => house?.stop())
    const origin = () => house.service().url

    test('asks who comes, refuses what is wrong, leads on to where one went, and lets go again', async () => {
      await withPage({ origin: origin() }, async (page, { troubles, context }) => {
        troubles.allow(REFUSED)
        expect((await page.goto('/?name=film'))?.status()).toBe(401)
        expect(await page.content()).not.toContain('Media servers')
        await page.locator('#login-username:focus').waitFor()
        await logIn(page, 'wrong')
        await page.getByRole('alert').getByText('are not the ones that are set').waitFor()
        expect(await page.inputValue('#login-username')).toBe(AUTH_USERNAME)
        expect(await page.inputValue('#login-password')).toBe('')
        await page.locator('#login-password:focus').waitFor()
        await page.fill('#login-password', AUTH_PASSWORD)
        await page.keyboard.press('Enter')
        await live(page)
        expect(page.url()).toBe(`${origin()}/?name=film`)
        expect(await page.inputValue('#filter')).toBe('film')
        const [session] = (await context.cookies()).filter(({ httpOnly }) => httpOnly)
        expect(session).toMatchObject({ name: 'torrent_notifier_session', sameSite: 'Lax' })

        await page.getByRole('button', { name: 'Log out' }).click()
        await page.getByRole('heading', { name: 'Log in' }).waitFor()
        await context.addCookies(session ? [{ ...session, expires: -1 }] : [])
        expect((await page.goto('/'))?.status()).toBe(401)
      })
    })

    test('is accessible at its login, before and after a refusal, in both schemes', async () => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await withPage({ origin: origin(), colorScheme }, async (page, { troubles }) => {
          troubles.allow(REFUSED)
          await page.goto('/')
          expect(await accessibilityProblems(page)).toEqual([])
          await logIn(page, 'wrong')
          await page.getByRole('alert').waitFor()
          expect(await accessibilityProblems(page)).toEqual([])
        })
      }
    })

    test('is told with the next press that its session was ended in another tab', async () => {
      await withPage({ origin: origin() }, async (page, { troubles, context }) => {
        troubles.allow(REFUSED)
        await page.goto('/')
        await logIn(page, AUTH_PASSWORD)
        await live(page)
        await page.evaluate(turn, { isHidden: true })
        await logOutElsewhere(context)
        await page.click('#jellyfin-save')
        await page.locator('#jellyfin-result').getByText('Your session has ended.').waitFor()
      })
    })

    test('goes to the login by itself, within a moment, where it is seen', async () => {
      await withPage({ origin: origin() }, async (page, { troubles, context }) => {
        troubles.allow(REFUSED)
        await page.goto('/')
        await logIn(page, AUTH_PASSWORD)
        await live(page)
        await logOutElsewhere(context)
        await page.getByRole('heading', { name: 'Log in' }).waitFor({ timeout: 5000 })
      })
    })

    test('keeps what was typed when its session ends, and goes on once one has logged in elsewhere', async () => {
      await withPage({ origin: origin() }, async (page, { troubles, context }) => {
        troubles.allow(REFUSED)
        await page.goto('/')
        await logIn(page, AUTH_PASSWORD)
        await live(page)
        await page.uncheck('#jellyfin-enabled')
        await page.fill('#jellyfin-url', 'http://half-typed:8096')
        await logOutElsewhere(context)
        const bar = page.locator('#lost')
        await bar.getByText('Your session has ended.').waitFor()
        expect(await bar.getByText('Not connected').isVisible()).toBe(false)
        await page.click('#jellyfin-save')
        const result = page.locator('#jellyfin-result')
        await result.getByText('Your session has ended.').waitFor()
        expect(await page.inputValue('#jellyfin-url')).toBe('http://half-typed:8096')
        expect(await accessibilityProblems(page)).toEqual([])

        const [login] = await Promise.all([
          context.waitForEvent('page'),
          result.getByRole('link', { name: /log in/i }).click(),
        ])
        await logIn(login, AUTH_PASSWORD)
        await live(login)
        await page.bringToFront()
        await live(page)
        // What was said of the old session is not so any more.
        await page.getByText('Your session has ended.').first().waitFor({ state: 'detached' })
        expect(await page.getByText('Your session has ended.').count()).toBe(0)
        await page.click('#jellyfin-save')
        await result.getByText('Saved.').waitFor()
        expect(await page.inputValue('#jellyfin-url')).toBe('http://half-typed:8096')
      })
    })

    test('goes to the login by itself, once another password is set', async () => {
      await withPage({ origin: origin() }, async (page, { troubles }) => {
        troubles.allow(REFUSED)
        troubles.allow(GONE)
        await page.goto('/')
        await logIn(page, AUTH_PASSWORD)
        await live(page)
        await house.service().end('SIGKILL')
        await house.start({ AUTH_USERNAME, AUTH_PASSWORD: 'another one' })
        await page.getByRole('heading', { name: 'Log in' }).waitFor()
        await logIn(page, 'another one')
        await live(page)
      })
    })
  })

  describe('that a key alone closes', () => {
    let service: RunningBinary
    beforeAll(async () => {
      service = await startBinary({ env: { API_KEY } })
      await eventually(async () => (await fetch(`${service.url}/health`)).ok)
    })
    afterAll(async () => {
      await service?.end('SIGKILL')
    })

    test('asks for the key, says where it stands, and opens with it', async () => {
      await withPage({ origin: service.url }, async (page, { troubles }) => {
        troubles.allow(REFUSED)
        await page.goto('/')
        expect(await page.locator('#login-username').count()).toBe(0)
        await page.getByLabel('API key').fill('wrong')
        await page.keyboard.press('Enter')
        await page.getByRole('alert').getByText('It stands in API_KEY').waitFor()
        expect(await accessibilityProblems(page)).toEqual([])
        await page.getByLabel('API key').fill(API_KEY)
        await page.keyboard.press('Enter')
        await live(page)
        expect(await page.content()).not.toContain(API_KEY)
        await page.getByRole('button', { name: 'Log out' }).click()
        await page.getByLabel('API key').waitFor()
      })
    })
  })
})

const logIn = async (page: Page, password: string) => {
  await page.fill('#login-username', AUTH_USERNAME)
  await page.fill('#login-password', password)
  await page.getByRole('button', { name: 'Log in' }).click()
}

const live = (page: Page) => page.locator('#connection').getByText('Live').waitFor()

const logOutElsewhere = async (context: BrowserContext) => {
  const other = await context.newPage()
  await other.goto('/')
  await other.getByRole('button', { name: 'Log out' }).click()
  await other.getByRole('heading', { name: 'Log in' }).waitFor()
}

import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { createServer, type Server } from 'node:tls'
import type { Page } from 'playwright-core'
import { untilReady } from '../../support/binary.ts'
import { answeredWith } from '../../support/browser-troubles.ts'
import { createAuthority } from '../../support/certificate.ts'
import { describeWithBrowser } from '../../support/describe-with-browser.ts'
import { eventually } from '../../support/eventually.ts'
import { freePort } from '../../support/free-port.ts'
import { type House, openHouse } from '../../support/house.ts'

/** An address of this machine that is no loopback one: a browser tells it apart from https. */
const ownAddress = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === 'IPv4' && !one.internal)?.address
const auth = { AUTH_USERNAME: 'owner', AUTH_PASSWORD: 'horse battery' }

describeWithBrowser('a page that was opened by https', ({ withPage }) => {
  describe('at the machine itself', () => {
    let house: House
    let proxy: Server
    let origin = ''
    beforeAll(async () => {
      house = await openHouse('engine')
      await house.start()
      await untilReady(house.service())
      ;({ proxy, origin } = await startProxy('127.0.0.1', house))
    })
    afterAll(async () => {
      proxy?.close()
      await house?.stop()
    })

    test('names https and its port in all lines that are to be pasted', async () => {
      await withPage({ origin, ignoreHTTPSErrors: true }, async (page) => {
        await page.goto('/')
        const here = origin.replace('127.0.0.1', 'server-ip')
        for (const id of ['homepage-block', 'homepage-labels-list', 'homarr-numbers']) {
          await page.locator(`#${id}`, { hasText: `${here}/widget` }).waitFor({ state: 'attached' })
        }
        expect(await page.locator('#snippets').textContent()).not.toContain('http://')
      })
    })
  })

  describe.skipIf(ownAddress === undefined)('and by plain http, from another machine', () => {
    const address = ownAddress ?? ''
    let house: House
    let proxy: Server
    let secure = ''
    let plain = ''
    beforeAll(async () => {
      house = await openHouse('engine')
      const port = await freePort()
      await house.start({ ...auth, HTTP_ADDR: `0.0.0.0:${port}` })
      plain = `http://${address}:${port}`
      await eventually(async () => (await fetch(`http://127.0.0.1:${port}/health`)).ok)
      ;({ proxy, origin: secure } = await startProxy(address, house, port))
    })
    afterAll(async () => {
      proxy?.close()
      await house?.stop()
    })

    test('has a login of its own by each, none of which is in the other’s way', async () => {
      const options = { origin: secure, ignoreHTTPSErrors: true }
      await withPage(options, async (page, { troubles, context }) => {
        troubles.allow(answeredWith(401))
        troubles.allow(/request to another host/)
        await page.goto(secure)
        await logIn(page)
        const [cookie] = (await context.cookies(secure)).filter(({ secure }) => secure)
        expect(cookie).toMatchObject({ name: '__Host-torrent_notifier_session', httpOnly: true })
        expect((await page.goto(plain))?.status()).toBe(401)
        await logIn(page)
        expect((await page.goto(secure))?.status()).toBe(200)
        expect((await page.goto(plain))?.status()).toBe(200)
        await page.goto(secure)
        await page.getByRole('button', { name: 'Log out' }).click()
        await page.getByRole('heading', { name: 'Log in' }).waitFor()
        expect(await context.cookies([secure, plain])).not.toContainEqual(
          expect.objectContaining({ httpOnly: true, name: expect.stringContaining('session') })
        )
      })
    })

    test('names https without script as well, in the lines for programs and for dashboards', async () => {
      const options = { origin: secure, ignoreHTTPSErrors: true, javaScriptEnabled: false }
      await withPage(options, async (page, { troubles }) => {
        troubles.allow(answeredWith(401))
        await page.goto(secure)
        await logIn(page)
        expect(await page.locator('#homepage-block').textContent()).toContain(`${secure}/widget`)
        expect(await page.locator('#connect').textContent()).toContain('Use SSL')
      })
    })
  })
})

const logIn = async (page: Page) => {
  await page.fill('#login-username', auth.AUTH_USERNAME)
  await page.fill('#login-password', auth.AUTH_PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Activity' }).waitFor()
}

/** A proxy that ends TLS and passes on what it hears as it is. */
const startProxy = async (
  address: string,
  house: House,
  inside = Number(new URL(house.service().url).port)
) => {
  const port = await freePort()
  const proxy = createServer(createAuthority().issue(address), (outer) => {
    const inner = connect(inside, '127.0.0.1')
    outer.pipe(inner).pipe(outer)
    outer.on('error', () => inner.destroy())
    inner.on('error', () => outer.destroy())
  })
  await new Promise<void>((listening) => proxy.listen(port, address, listening))
  return { proxy, origin: `https://${address}:${port}` }
}

import { afterAll, beforeAll, expect, test } from 'bun:test'
import { connect } from 'node:net'
import { createServer, type Server } from 'node:tls'
import { untilReady } from '../../support/binary.ts'
import { createAuthority } from '../../support/certificate.ts'
import { describeWithBrowser } from '../../support/describe-with-browser.ts'
import { freePort } from '../../support/free-port.ts'
import { type House, openHouse } from '../../support/house.ts'

describeWithBrowser('a page that was opened by https', ({ withPage }) => {
  let house: House
  let proxy: Server
  let origin = ''
  beforeAll(async () => {
    house = await openHouse('engine')
    await house.start()
    await untilReady(house.service())
    const inside = Number(new URL(house.service().url).port)
    const port = await freePort()
    proxy = createServer(createAuthority().issue('127.0.0.1'), (outer) => {
      const inner = connect(inside, '127.0.0.1')
      outer.pipe(inner).pipe(outer)
      outer.on('error', () => inner.destroy())
      inner.on('error', () => outer.destroy())
    })
    await new Promise<void>((listening) => proxy.listen(port, '127.0.0.1', listening))
    origin = `https://127.0.0.1:${port}`
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

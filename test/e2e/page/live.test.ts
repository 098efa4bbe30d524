import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { networkInterfaces } from 'node:os'
import type { Page } from 'playwright-core'
import { LIVE_URL } from '../../../src/admin/page.tsx'
import { type RunningBinary, startBinary, untilReady } from '../../support/binary.ts'
import { describeWithBrowser } from '../../support/describe-with-browser.ts'
import { eventually } from '../../support/eventually.ts'
import { freePort } from '../../support/free-port.ts'
import { type House, openHouse } from '../../support/house.ts'
import { openStreams, turn, untilAnswered } from '../../support/tab.ts'
import { layWire, type Wire } from '../../support/wire.ts'

/** Longer than a page waits for a sign of life. */
const SILENCE_MS = 30_000
/** And than it waits for a connect, and before the next one. */
const CONNECT_MS = 15_000
/** No debt is paid within a test but the one that its owner asks for. */
const WAITS = { REFRESH_QUIET: '1h', REFRESH_QUIET_MAX: '1h', REFRESH_MIN_INTERVAL: '1h' }

/** What htmx says of a call that nothing answers. */
const GIVEN_UP = /signal is aborted|htmx:error: timeout/

/** An address of this machine that is no loopback one: to a browser its pages are insecure. */
const ownAddress = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === 'IPv4' && !one.internal)?.address

describeWithBrowser('an open page', ({ withPage }) => {
  let house: House
  beforeAll(async () => {
    house = await openHouse('engine')
    await house.start(WAITS)
    await untilReady(house.service())
    await house.setUp()
  })
  afterAll(() => house?.stop())
  const origin = () => house.service().url

  test('costs nothing while its tab is hidden, and is up to date when it is seen again', async () => {
    await withPage({ origin: origin() }, async (page) => {
      const streams = openStreams(page)
      await page.goto('/')
      await live(page)
      expect(streams.size).toBe(1)
      await page.evaluate(turn, { isHidden: true })
      await eventually(() => streams.size === 0)
      await house.finishTorrent('Finished Unseen.mkv')
      await eventually(async () => (await house.history()).length === 1)
      expect(await page.locator('.entry').count()).toBe(0)
      expect(streams.size).toBe(0)
      await page.evaluate(turn, { isHidden: false })
      await page.locator('.entry', { hasText: 'Finished Unseen' }).waitFor()
      expect(streams.size).toBe(1)
    })
  })

  test('that was opened in a tab behind others waits until it is seen', async () => {
    await withPage({ origin: origin() }, async (page) => {
      const streams = openStreams(page)
      await page.addInitScript(turn, { isHidden: true })
      await Promise.all([page.waitForRequest(`**${LIVE_URL}`), page.goto('/')])
      await eventually(() => streams.size === 0)
      await page.evaluate(turn, { isHidden: false })
      await live(page)
      expect(streams.size).toBe(1)
    })
  })

  test('notices a connection that is dead without an end, and comes back over another', async () => {
    await overWire(house, async (wire) => {
      await withPage({ origin: wire.url }, async (page, { troubles }) => {
        troubles.allow(GIVEN_UP)
        await page.clock.install()
        await page.goto('/')
        await live(page)
        await untilAnswered(page)
        wire.goSilent()
        await page.clock.fastForward(SILENCE_MS)
        await page.getByText('Not connected.').waitFor()
        // The browser keeps other connections, as dead as this one, and tries them first.
        await eventually(async () => {
          await page.clock.fastForward(CONNECT_MS)
          return await page.locator('#connection').getByText('Live').isVisible()
        })
        await page.getByText('Not connected.').waitFor({ state: 'hidden' })
      })
    })
  })

  test('copies what stands beside a copy button, and says so', async () => {
    await withPage({ origin: origin() }, async (page, { context }) => {
      await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: origin() })
      await page.goto('/')
      await unfold(page)
      const button = page.getByRole('button', { name: 'Copy Category in Sonarr' })
      await button.click()
      await page.locator('#announce', { hasText: 'Copied' }).waitFor({ state: 'attached' })
      expect(await button.getAttribute('data-said')).toBe('Copied')
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('tv-sonarr')
      const snippet = page.locator('.snippet').first()
      await snippet.getByRole('button').click()
      const lines = await snippet.locator('pre').textContent()
      await eventually(async () => {
        return (await page.evaluate(() => navigator.clipboard.readText())) === lines
      })
    })
  })

  test('keeps unfolded what somebody has unfolded, whatever changes in it', async () => {
    const call = (at: number) =>
      fetch(`${origin()}/api/v2/app/version`, { headers: { 'user-agent': `Program${at}/1` } })
    for (let at = 0; at < 14; at += 1) await call(at)
    await withPage({ origin: origin() }, async (page) => {
      await page.goto('/')
      await live(page)
      const rest = page.locator('#seen-more')
      await rest.locator('summary').click()
      await rest.getByText('Program0').waitFor()
      await call(14)
      await rest.getByText('3 more').waitFor()
      expect(await rest.getByText('Program2').isVisible()).toBe(true)
      await rest.locator('summary').click()
      expect(await rest.getByText('Program2').isVisible()).toBe(false)
    })
  })

  describe('Refresh now', () => {
    test('asks the server at once, whatever is waited for, and two presses are one', async () => {
      await house.finishTorrent('Waiting For More.mkv')
      await withPage({ origin: origin() }, async (page) => {
        await page.goto('/')
        const head = page.locator('#jellyfin-head')
        await head.getByText('have just finished.').waitFor()
        expect(house.refreshes()).toEqual([0, 0])
        await page.locator('#jellyfin-refresh').dblclick()
        await head.getByText(/Up to date.*scan took/).waitFor()
        expect(house.refreshes()).toEqual([1, 0])
        await page.locator('.entry', { hasText: 'Waiting For More' }).getByText('found').waitFor()
      })
    })

    test('is there again after each press, though nothing else may have changed by it', async () => {
      await withPage({ origin: origin() }, async (page) => {
        await page.goto('/')
        await live(page)
        const [before] = house.refreshes()
        for (const press of [1, 2]) {
          await page.locator('#jellyfin-refresh').click()
          // Soon after the last press this one is a part of it, and later it is another.
          await page.locator('#jellyfin-head').getByText('Up to date.').waitFor()
          expect(house.refreshes()[0] - before).toBeLessThanOrEqual(press)
        }
      })
    })

    test('waits for a scan that runs, which ends as if nobody had asked', async () => {
      const { control } = house.emby
      control.freezeScan()
      control.startScan()
      await withPage({ origin: origin() }, async (page) => {
        await page.goto('/')
        await page.locator('#emby-refresh').click()
        const head = page.locator('#emby-head')
        await head.getByText('Emby is scanning.').waitFor()
        await page.locator('#emby-refresh').click()
        await head.getByText('Emby is scanning.').waitFor()
        expect(control.refreshes).toHaveLength(0)
        control.thawScan()
        await head.getByText('Up to date.').waitFor()
        await eventually(() => control.scans.length === 2 && control.scans[1]?.endedAt !== null)
        expect(control.scans.map(({ status }) => status)).toEqual(['Completed', 'Completed'])
        expect(control.refreshes).toHaveLength(1)
      })
    })
  })

  describe('by plain http from another machine', () => {
    let service: RunningBinary
    let origin = ''
    beforeAll(async () => {
      const port = await freePort()
      service = await startBinary({ port, env: { HTTP_ADDR: `0.0.0.0:${port}` } })
      origin = `http://${ownAddress}:${port}`
      await eventually(async () => (await fetch(`${service.url}/health`)).ok)
    })
    afterAll(async () => {
      await service?.end('SIGKILL')
    })

    test.skipIf(ownAddress === undefined)(
      'selects what cannot be copied there, and names the keys that do it',
      async () => {
        const viewport = { width: 360, height: 640 }
        await withPage({ origin, viewport }, async (page) => {
          await page.goto('/')
          await unfold(page)
          expect(await page.evaluate(() => isSecureContext)).toBe(false)
          const button = page.getByRole('button', { name: 'Copy Host elsewhere' })
          const lines = page.locator('#connect')
          const { height, width } = (await lines.boundingBox()) ?? {}
          await button.click()
          await page
            .locator('#announce', { hasText: 'Selected: press Ctrl+C or ⌘C, or hold it' })
            .waitFor({ state: 'attached' })
          expect(await button.getAttribute('data-said')).toBe(
            'Selected: press Ctrl+C or ⌘C, or hold it'
          )
          expect(await page.evaluate(() => `${getSelection()}`)).toBe(ownAddress ?? '')
          expect(await lines.boundingBox()).toMatchObject({ height, width })
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
          const snippet = page.locator('.snippet').first()
          await snippet.getByRole('button').click()
          expect(await page.evaluate(() => `${getSelection()}`.trim())).toBe(
            ((await snippet.locator('pre').textContent()) ?? '').trim()
          )
        })
      }
    )
  })
})

const overWire = async (house: House, use: (wire: Wire) => Promise<void>) => {
  const wire = await layWire({ to: Number(new URL(house.service().url).port) })
  try {
    await use(wire)
  } finally {
    wire.stop()
  }
}

const live = (page: Page) => page.locator('#connection').getByText('Live').waitFor()

const unfold = (page: Page) =>
  page.evaluate(() => {
    for (const fold of document.querySelectorAll('details')) fold.open = true
  })

import { expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { fragmentFor } from '../../../src/admin/render.ts'
import { untilReady } from '../../support/binary.ts'
import { accessibilityProblems } from '../../support/browser-accessibility.ts'
import { answeredWith, GONE } from '../../support/browser-troubles.ts'
import { describeWithBrowser } from '../../support/describe-with-browser.ts'
import { startFront } from '../../support/front.ts'
import { useHouse } from '../../support/use-house.ts'
import { layWire } from '../../support/wire.ts'

/** Longer than the page waits for an answer. */
const PATIENCE_MS = 16_000

describeWithBrowser('what is asked for in vain', ({ withPage }) => {
  const house = useHouse()
  const origin = () => house().service().url

  test('while the service is down is said near the button, and what was typed stays', async () => {
    await withPage({ origin: origin() }, async (page, { troubles }) => {
      troubles.allow(GONE)
      await page.goto('/')
      await page.locator('#connection').getByText('Live').waitFor()
      await page.locator('#jellyfin summary').click()
      await page.click('#jellyfin-test')
      await page.locator('#jellyfin-result').getByText('It works.').waitFor()
      await page.fill('#jellyfin-url', 'http://half-typed')
      await house().service().end('SIGKILL')
      for (const [button, place] of [
        ['#jellyfin-test', '#jellyfin-result'],
        ['#jellyfin-check', '#jellyfin-looked'],
        ['#jellyfin-refresh', '#jellyfin-told'],
        ['#emby-refresh', '#emby-told'],
      ] as const) {
        await page.click(button)
        await said(page, place)
      }
      expect(await page.locator('#jellyfin-result').textContent()).not.toContain('It works.')
      await page.evaluate(() => document.getElementById('jellyfin-result')?.replaceChildren())
      await page.click('#jellyfin-save')
      await said(page, '#jellyfin-result')
      await page.locator('#qbt-settings summary').click()
      await page.click('#qbt-save')
      await said(page, '#qbt-result')
      await page.fill('#filter', 'film')
      await said(page, '#history-told')
      expect(await page.inputValue('#jellyfin-url')).toBe('http://half-typed')
      expect(await accessibilityProblems(page)).toEqual([])

      await house().start()
      await untilReady(house().service())
      await page.locator('#connection').getByText('Live').waitFor()
      await page.click('#emby-refresh')
      await page.locator('#emby-told:empty').waitFor({ state: 'attached' })
      await page.fill('#jellyfin-url', house().jellyfin.url)
      await page.click('#jellyfin-save')
      await page.locator('#jellyfin-result').getByText('Saved.').waitFor()
      await page.locator('#log').getByText('No name contains “film”.').waitFor()
      await page.locator('#history-told:empty').waitFor({ state: 'attached' })
    })
  })

  test.each([502, 503, 504])(
    'because a proxy answers with its own page and %i is said, and that page is not shown',
    async (status) => {
      await withPage({ origin: origin() }, async (page, { troubles }) => {
        troubles.allow(GONE)
        await page.goto('/')
        await page.route('**/servers/emby', (route) =>
          route.fulfill({ status, contentType: 'text/html', body: '<h1>Bad luck</h1>' })
        )
        await page.locator('#emby summary').click()
        for (const button of ['#emby-save', '#emby-test']) {
          await page.click(button)
          await said(page, '#emby-result')
          expect(await page.getByText('Bad luck').count()).toBe(0)
          expect(await page.locator('#emby').count()).toBe(1)
          await page.evaluate(() => document.getElementById('emby-result')?.replaceChildren())
        }
      })
    }
  )

  test('though the service itself says why shows what it says', async () => {
    const body = await fragmentFor('emby', <p id="emby">The database is away.</p>, {
      status: 503,
      said: '',
    }).text()
    await withPage({ origin: origin() }, async (page, { troubles }) => {
      troubles.allow(GONE)
      await page.goto('/')
      await page.route('**/servers/emby', (route) =>
        route.fulfill({ status: 503, contentType: 'text/html', body })
      )
      await page.locator('#emby summary').click()
      await page.click('#emby-save')
      await page.locator('#emby').getByText('The database is away.').waitFor()
    })
  })

  test('because a proxy does not hand on the name is said with the cure, with script and without', async () => {
    const front = startFront({
      answer: ({ url, method, headers }) => {
        const { pathname, search } = new URL(url)
        headers.delete('host')
        return fetch(`${origin()}${pathname}${search}`, { method, headers, decompress: false })
      },
    })
    try {
      await withPage({ origin: front.url }, async (page, { troubles }) => {
        troubles.allow(answeredWith(403))
        await page.goto('/')
        await page.click('#jellyfin-refresh')
        const told = page.locator('#jellyfin-told')
        await told.getByText('does not seem to come from this page').waitFor()
        expect(await told.textContent()).toContain('proxy_set_header Host $host;')
        const says = page.locator('#jellyfin-head .says')
        const before = (await says.textContent()) ?? ''
        await house().finishTorrent('Metropolis (1927)')
        await says.filter({ hasNotText: before }).waitFor()
        expect(await told.textContent()).toContain('does not seem to come from this page')
        expect(await accessibilityProblems(page)).toEqual([])
        await page.locator('.card-head form').first().evaluate(submit)
        await page.getByText(`ALLOWED_ORIGINS=${front.url}`).waitFor()
        expect(await accessibilityProblems(page)).toEqual([])
      })
      const options = { origin: front.url, javaScriptEnabled: false }
      await withPage(options, async (page, { troubles }) => {
        troubles.allow(answeredWith(403))
        await page.goto('/')
        await page.click('#jellyfin-refresh')
        await page.getByText(`ALLOWED_ORIGINS=${front.url}`).waitFor()
        await page.getByRole('link', { name: 'Back to the page' }).click()
        await page.getByRole('heading', { name: 'Activity' }).waitFor()
      })
    } finally {
      await front.stop()
    }
  })

  test('over a dead connection is said after a quarter of a minute', async () => {
    const wire = await layWire({ to: Number(new URL(origin()).port) })
    try {
      await withPage({ origin: wire.url }, async (page, { troubles }) => {
        troubles.allow(GONE)
        await page.clock.install()
        await page.goto('/')
        await page.locator('#connection').getByText('Live').waitFor()
        wire.goSilent()
        await page.fill('#filter', 'film')
        await page.clock.runFor(1000)
        await page.clock.fastForward(PATIENCE_MS)
        await said(page, '#history-told')
      })
    } finally {
      wire.stop()
    }
  })
})

/** Runs in the page: sends a form as a browser does without script. */
const submit = (form: Element) => form instanceof HTMLFormElement && form.submit()

const said = (page: Page, place: string) =>
  page.locator(place).getByText('torrent-notifier gave no proper answer.').waitFor()

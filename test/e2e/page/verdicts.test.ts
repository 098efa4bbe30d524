import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { JellyfinPhase } from '../../../src/demo/media-server/jellyfin-phases.ts'
import { untilReady } from '../../support/binary.ts'
import { selfSigned } from '../../support/certificate.ts'
import { describeWithBrowser } from '../../support/describe-with-browser.ts'
import { freePort } from '../../support/free-port.ts'
import { type House, openHouse } from '../../support/house.ts'
import { apiKey, createStage, guestToken, type Stage } from '../../unit/mediaserver/stage.ts'

const inPhase = (stage: Stage, phase: JellyfinPhase): string => {
  const server = stage.jellyfin()
  server.control.phase = phase
  return server.url
}

/** A server as it behaves, and what its owner reads on the page. */
type Row = {
  code: string
  says: string
  url: (stage: Stage) => string | Promise<string>
  key?: string
}

const answering = (stage: Stage, status: number, body = '') =>
  stage.front({ answer: () => new Response(body, { status }) }).url

const rows: Row[] = [
  { code: 'ok', says: 'It works.', url: (stage) => stage.jellyfin().url },
  { code: 'incomplete', says: 'needs a URL', url: () => '' },
  { code: 'invalid_url', says: 'is not an address', url: () => 'jellyfin:8096' },
  { code: 'dns', says: 'is not known here', url: () => 'http://no-such-name.invalid:8096' },
  {
    code: 'refused',
    says: 'Nothing listens',
    url: async () => `http://127.0.0.1:${await freePort()}`,
  },
  { code: 'timeout', says: 'No answer', url: (stage) => `http://${stage.socket(() => {})}` },
  {
    code: 'tls',
    says: 'is self-signed',
    url: (stage) => stage.front({ behind: stage.jellyfin().url, tls: selfSigned('127.0.0.1') }).url,
  },
  {
    code: 'redirect',
    says: 'sends us',
    url: (stage) =>
      stage.front({ answer: () => Response.redirect('http://auth.lan/login', 302) }).url,
  },
  {
    code: 'not_a_media_server',
    says: 'A web page answers',
    url: (stage) => answering(stage, 200, '<html><title>Pi-hole</title>'),
  },
  { code: 'wrong_product', says: 'This is Emby', url: (stage) => stage.emby().url },
  { code: 'setup_incomplete', says: 'first setup', url: (stage) => inPhase(stage, 'wizard') },
  { code: 'starting', says: 'is starting', url: (stage) => inPhase(stage, 'loading') },
  { code: 'bad_key', says: 'not accept', url: (stage) => stage.jellyfin().url, key: 'wrong' },
  {
    code: 'not_admin',
    says: 'may not refresh',
    url: (stage) => stage.jellyfin().url,
    key: guestToken,
  },
  { code: 'blocked', says: 'keeps this address out', url: (stage) => inPhase(stage, 'blocked') },
  {
    code: 'not_found',
    says: 'is not at this path',
    url: (stage) => `${stage.jellyfin().url}/jellyfin`,
  },
  { code: 'server_error', says: 'error of its own', url: (stage) => answering(stage, 500) },
]

/** Tests of Jellyfin that the next steps take. */
const NEXT_STEPS = 3

describeWithBrowser('a Test on the page', ({ withPage }) => {
  let house: House
  const stage = createStage()
  beforeAll(async () => {
    house = await openHouse('engine')
    await house.start({ TEST_RATE: String(rows.length + NEXT_STEPS) })
    await untilReady(house.service())
  })
  afterAll(async () => {
    await house?.stop()
    await stage.clear()
  })

  test('has a button for a next step that it knows: the address, or the form of the other product', async () => {
    await withPage({ origin: house.service().url }, async (page) => {
      await page.goto('/')
      const { url } = stage.jellyfin({ basePath: '/jellyfin' })
      await page.fill('#jellyfin-url', new URL(url).origin)
      await page.fill('#jellyfin-key', apiKey)
      await page.click('#jellyfin-test')
      await page.click('#jellyfin-use')
      await page.locator('#jellyfin-test:focus').waitFor()
      expect(await page.inputValue('#jellyfin-url')).toBe(url)
      await page.keyboard.press('Enter')
      await page.getByText('It works.').waitFor()

      await page.fill('#jellyfin-url', stage.emby().url)
      await page.click('#jellyfin-test')
      await page.click('#jellyfin-result a')
      await page.locator('#emby-url:focus').waitFor()
      expect(await page.isVisible('#emby-url')).toBe(true)
    })
  })

  test('says every verdict in words, with its next step and its code, and then that these were many', async () => {
    await withPage({ origin: house.service().url }, async (page) => {
      await page.goto('/')
      const result = page.locator('#jellyfin-result')
      const read = async (url: string, key: string, code: string) => {
        await page.fill('#jellyfin-url', url)
        await page.fill('#jellyfin-key', key)
        await page.click('#jellyfin-test')
        await result.locator('.code', { hasText: new RegExp(`^${code}$`) }).waitFor()
        return (await result.textContent()) ?? ''
      }
      for (const { code, says, url, key = apiKey } of rows) {
        const words = await read(await url(stage), key, code)
        expect([code, words]).toEqual([code, expect.stringContaining(says)])
        expect([code, words]).toEqual([code, expect.stringMatching(/Next: \S/)])
        expect(words).not.toContain(key)
      }
      expect(await read('', '', 'rate_limited')).toContain('many tests in one minute')
    })
  })
})

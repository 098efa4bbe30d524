import { join } from 'node:path'
import { buildBinary, startBinary } from '../test/support/binary.ts'
import { startBrowser } from '../test/support/browser.ts'
import { eventually } from '../test/support/eventually.ts'
import { findChromium } from '../test/support/find-chromium.ts'

/** Makes the README's pictures of the page, from the demo after a few films: `docs/page-*.png`. */

const FILMS = 4
const folder = join(import.meta.dir, '..', 'docs')
const pictures = [
  { name: 'light', width: 1280, height: 800, colorScheme: 'light' },
  { name: 'dark', width: 1280, height: 800, colorScheme: 'dark' },
  { name: 'phone', width: 390, height: 844, colorScheme: 'light' },
] as const

const found = await findChromium()
if (found.path === null) throw new Error(found.tried.join('; '))
await buildBinary()
const demo = await startBinary({ args: ['demo'], env: { LOG_LEVEL: 'warn' } })
const browser = await startBrowser(found.path)
try {
  const call = (program: string, path: string) =>
    fetch(`${demo.url}/api/v2/${path}`, { headers: { 'user-agent': program } })
  const isTold = async () => {
    const page = await (await fetch(`${demo.url}/settings/integrations/activity`)).text()
    return page.split('<strong>found</strong>').length > 2 * FILMS
  }
  await eventually(isTold, { timeoutMs: 120_000 })
  await call('Radarr/6.0.4.10291 (alpine 3.22)', 'torrents/info?category=radarr')
  await call('Sonarr/4.0.16.2944 (alpine 3.22)', 'torrents/info?category=tv-sonarr')
  for (const { name, width, height, colorScheme } of pictures) {
    const seen = { origin: demo.url, viewport: { width, height }, colorScheme }
    await browser.withPage(seen, async (page) => {
      await page.goto('/')
      await page.getByText('Live', { exact: true }).waitFor()
      await page.screenshot({ path: join(folder, `page-${name}.png`) })
    })
  }
} finally {
  await browser.close()
  await demo.end('SIGTERM')
}

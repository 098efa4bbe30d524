import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { type Completion, completionId } from '../../../src/domain.ts'
import { openSqliteStore } from '../../../src/store/sqlite.ts'
import { untilReady } from '../../support/binary.ts'
import { describeWithBrowser } from '../../support/describe-with-browser.ts'
import { eventually } from '../../support/eventually.ts'
import { hostileName } from '../../support/hostile-names.ts'
import { type House, openHouse } from '../../support/house.ts'
import { silentLog } from '../../support/silent-log.ts'
import { infoHash } from '../../support/torrents.ts'

const COUNT = 1000
const PAGE = 50
const MINUTE_MS = 60_000
/** Newest first, as the page has them. */
const names = Array.from({ length: COUNT }, (_, index) => hostileName(index))

describeWithBrowser('the history on the page', ({ withPage }) => {
  let house: House
  let dataDir = ''
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'history-'))
    await writeHistory(dataDir)
    house = await openHouse('engine')
    await house.start({ DATA_DIR: dataDir })
    await untilReady(house.service())
    await house.setUp()
  })
  afterAll(async () => {
    await house?.stop()
    await rm(dataDir, { recursive: true, force: true })
  })
  const origin = () => house.service().url

  test('shows 1,000 hostile names as the text that they are, and runs none', async () => {
    await withPage({ origin: origin() }, async (page) => {
      const dialogs: string[] = []
      page.on('dialog', async (dialog) => {
        dialogs.push(dialog.message())
        await dialog.dismiss()
      })
      await page.goto('/')
      await showOlder(page, COUNT / PAGE - 1)
      await page.getByText(`That is all: ${COUNT}.`).waitFor()
      expect(await shownNames(page)).toEqual(names.map(visible))
      await page.evaluate(touchEverything)
      expect(await page.evaluate(inspect)).toEqual({
        hacked: false,
        scripts: 3,
        others: 0,
        tags: ['BDI', 'WBR'],
        attributes: [],
      })
      expect(dialogs).toEqual([])
      expect(page.url()).toBe(`${origin()}/`)
    })
  })

  test('is filtered by a part of the name while it is typed, on every page of it', async () => {
    await withPage({ origin: origin() }, async (page) => {
      await page.goto('/')
      const matching = names.filter((name) => name.includes('<SVG/'.toLowerCase()))
      await page.locator('#filter').pressSequentially('<SVG/')
      await page.getByText(`That is all: ${matching.length}.`).waitFor()
      expect(await shownNames(page)).toEqual(matching.map(visible))

      const many = names.filter((name) => name.includes('hacked=1'))
      await page.fill('#filter', 'HACKED=1')
      await page.locator('.more').getByText(`${many.length} in all`).waitFor()
      await showOlder(page, 1)
      expect(await shownNames(page)).toEqual(many.slice(0, 2 * PAGE).map(visible))

      await page.fill('#filter', 'no such film')
      await page.locator('#log').getByText('No name contains “no such film”.').waitFor()
      await page.locator('#jellyfin summary').click()
      await page.fill('#jellyfin-url', 'http://half-typed')
      await page.getByRole('link', { name: 'Show everything' }).click()
      await page.locator('.more').getByText(`${COUNT} in all`).waitFor()
      await page.locator('#filter:focus').waitFor()
      expect(await page.inputValue('#filter')).toBe('')
      expect(await page.inputValue('#jellyfin-url')).toBe('http://half-typed')
      expect(await shownNames(page)).toEqual(names.slice(0, PAGE).map(visible))
    })
  })

  test('tells its times in the zone of the reader, from the first visit on', async () => {
    const timezoneId = 'Asia/Tokyo'
    await withPage({ origin: origin(), timezoneId }, async (page) => {
      await page.goto('/')
      await eventually(async () => (await wrongTimes(page, timezoneId)).length === 0)
      await showOlder(page, 1)
      expect(await wrongTimes(page, timezoneId)).toEqual([])
      expect(await page.locator('.entry-time').count()).toBe(2 * PAGE)
      await page.getByText(`Times in ${timezoneId}`, { exact: true }).waitFor()
    })
  })

  // From here on there are more than those of the start.
  test('takes in what finishes on top, with no gap above the older ones that are shown', async () => {
    await withPage({ origin: origin() }, async (page) => {
      await page.goto('/')
      await showOlder(page, 2)
      await house.finishTorrent('Finished Meanwhile')
      await house.finishTorrent('Finished After It')
      const both = ['Finished After It', 'Finished Meanwhile']
      await eventually(async () => {
        const shown = await shownNames(page)
        return shown.length === 3 * PAGE + 2 && shown[0] === both[0]
      })
      await page
        .locator('.more')
        .getByText(`${COUNT + 2} in all`)
        .waitFor()
      const seen = [...both, ...names.map(visible)]
      expect(await shownNames(page)).toEqual(seen.slice(0, 3 * PAGE + 2))
      await showOlder(page, 1)
      expect(await shownNames(page)).toEqual(seen.slice(0, 4 * PAGE + 2))
      await page
        .locator('.entry', { hasText: both[0] ?? '' })
        .getByText('found')
        .first()
        .waitFor()
    })
  })

  test('takes in only what matches while a filter is set', async () => {
    await withPage({ origin: origin() }, async (page) => {
      await page.goto('/')
      await page.fill('#filter', 'meanwhile')
      await eventually(async () => (await shownNames(page)).length === 1)
      await house.finishTorrent('Some Other Film')
      await house.finishTorrent('Meanwhile Again')
      await eventually(async () => (await shownNames(page)).length > 1)
      expect(await shownNames(page)).toEqual(['Meanwhile Again', 'Finished Meanwhile'])
      expect(await page.inputValue('#filter')).toBe('meanwhile')
    })
  })
})

/** A minute lies between one completion and the next: they reach over midnight in every zone. */
const writeHistory = async (dataDir: string) => {
  const now = Date.now()
  const store = openSqliteStore({ dataDir, log: silentLog })
  const completions = names.map((torrentName, index): Completion => {
    const torrentId = infoHash(index)
    const seenAt = now - (index + 1) * MINUTE_MS
    const completedAt = Math.floor(seenAt / 1000)
    return {
      id: completionId({ id: torrentId, createdAt: completedAt }),
      torrentId,
      torrentName,
      seenAt,
      completedAt,
      owed: [],
      awaitsImport: false,
      settled: [],
    }
  })
  await store.completions.add(completions)
  await store.close()
}

const showOlder = async (page: Page, times: number) => {
  for (let time = 0; time < times; time += 1) {
    const before = await page.locator('.entry').count()
    await page.getByRole('link', { name: 'Show older' }).click()
    await page.locator('.entry').nth(before).waitFor()
  }
}

const shownNames = (page: Page): Promise<string[]> =>
  page.locator('.entry-name').evaluateAll((all) => all.map((one) => one.textContent ?? ''))

/** What turns, hides or breaks text is spelled out. */
const visible = (name: string): string =>
  name.replace(/(?!(?<=\P{ASCII})\u200d)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')
    return `⟨U+${code}⟩`
  })

/** Runs in the page: what waits for a hand gets one. */
const touchEverything = () => {
  for (const element of document.querySelectorAll('.entry, .entry *')) {
    for (const type of ['mouseover', 'focus', 'load']) element.dispatchEvent(new Event(type))
  }
}

/** Runs in the page. */
const inspect = () => {
  const inNames = [...document.querySelectorAll('.entry-name *')]
  return {
    hacked: 'hacked' in globalThis,
    scripts: document.scripts.length,
    others: document.querySelectorAll('iframe, base, style, main template, meta[http-equiv]')
      .length,
    tags: [...new Set(inNames.map(({ tagName }) => tagName))].sort(),
    attributes: inNames.flatMap((element) => element.getAttributeNames()),
  }
}

/** Entries whose time is not that of the zone. */
const wrongTimes = async (page: Page, timeZone: string): Promise<string[]> => {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' })
  const times = await page
    .locator('.entry-time')
    .evaluateAll((all) => all.map((one) => [one.getAttribute('datetime'), one.textContent]))
  return times.flatMap(([at, shown]) =>
    shown?.endsWith(format.format(new Date(at ?? ''))) ? [] : [`${at}: ${shown}`]
  )
}

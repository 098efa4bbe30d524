import { afterEach, beforeAll, beforeEach, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeWithBrowser } from '../../support/describe-with-browser.ts'
import { findChromium } from '../../support/find-chromium.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'torrent-notifier-find-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const program = (place: string, script: string, mode = 0o755): string => {
  const path = join(folder, place)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode })
  return path
}
const TELLS_ITS_VERSION = '[ "$1" = --version ]'

describeWithBrowser('a search for a browser', () => {
  let opensPages: string
  beforeAll(async () => {
    opensPages = `exec '${(await findChromium()).path}' "$@"`
  })

  test('takes what the variable names, then the path, then the cache folder', async () => {
    const named = program('named', TELLS_ITS_VERSION)
    const onPath = program('path/chromium', opensPages)
    const cached = program('cache/torrent-notifier/chromium-147.0.0/chromium', opensPages)
    const env = {
      CHROMIUM: named,
      PATH: join(folder, 'path'),
      XDG_CACHE_HOME: join(folder, 'cache'),
    }
    expect(await findChromium(env)).toEqual({ path: named })
    expect(await findChromium({ ...env, CHROMIUM: '' })).toEqual({ path: onPath })
    expect(await findChromium({ XDG_CACHE_HOME: env.XDG_CACHE_HOME })).toEqual({ path: cached })
  })

  test('passes over those that are not there, do not run, or open no page', async () => {
    program('path/chromium', 'exit 1')
    program('path/chromium-browser', TELLS_ITS_VERSION)
    program('path/google-chrome', opensPages, 0o644)
    const path = program('path/google-chrome-stable', opensPages)
    const env = { CHROMIUM: join(folder, 'nowhere'), PATH: join(folder, 'path') }
    expect(await findChromium(env)).toEqual({ path })
  })

  test('believes a run that has found none', async () => {
    const env = { CHROMIUM_NOT_FOUND: 'looked everywhere', PATH: process.env['PATH'] }
    expect(await findChromium(env)).toEqual({ path: null, tried: ['looked everywhere'] })
  })
})

import { describe, expect, test } from 'bun:test'
import { fingerprintOf } from '../../../../src/admin/forms/conflict.ts'
import { saveSection } from '../../../../src/admin/forms/save.ts'
import { createSettings } from '../../../../src/settings/settings.ts'
import { readStored } from '../../../../src/settings/stored.ts'
import { createManualClock } from '../../../support/manual-clock.ts'
import { createMemorySettingsStore } from '../../../support/memory-settings-store.ts'
import { silentLog } from '../../../support/silent-log.ts'

const KEY = 'canary-91b'
const jellyfin = { enabled: true, url: 'http://jellyfin:8096', apiKey: KEY }
const { settings: stored } = readStored({ jellyfin })
const build = () => {
  const store = createMemorySettingsStore({ jellyfin: { ...jellyfin }, theirs: { a: 1 } })
  const clock = createManualClock()
  return {
    store,
    clock,
    settings: createSettings({ store: { settings: store }, clock, log: silentLog }),
  }
}
const qbt = (fields: Record<string, unknown>, seen = fingerprintOf(stored.qbt)) =>
  ({ section: 'qbt', fields, seen, name: 'the qBittorrent API' }) as const

describe('a fingerprint', () => {
  const other = (changes: Partial<typeof stored.jellyfin>) =>
    fingerprintOf({ ...stored.jellyfin, ...changes })

  test('tells two states of a section apart', () => {
    const all = [
      other({}),
      other({ enabled: false }),
      other({ url: 'http://jellyfin:8097' }),
      other({ refresh: 'targeted' }),
      other({ after: 'import' }),
      other({ verifyTls: false }),
      other({ pathMap: [{ from: '/a', to: '/b' }] }),
      other({ pathMap: [{ from: '/b', to: '/a' }] }),
      other({ apiKey: '' }),
    ]
    expect(new Set(all).size).toBe(all.length)
  })

  test('tells of the key that it is another one, and nothing to find it by', () => {
    expect(other({ apiKey: 'x' })).not.toBe(other({ apiKey: KEY }))
    expect(other({ apiKey: 'x' })).not.toBe(other({ apiKey: '' }))
    const keys = Array.from({ length: 2000 }, (_, at) => other({ apiKey: `key ${at}` }))
    expect(new Set(keys).size).toBeLessThan(keys.length)
  })

  test('is the same for the same, and fit for an attribute', () => {
    expect(fingerprintOf(structuredClone(stored.jellyfin))).toBe(other({}))
    expect(other({})).toMatch(/^[a-z0-9]+-[a-f0-9]{4}$/)
  })
})

describe('a section', () => {
  test('is saved with what changed in words, and nothing else of the document is touched', async () => {
    const { settings, store } = build()
    const pathMap = [{ from: '/data', to: '/media' }]
    const fields = { enabled: false, finished: 'hand-over', addByUrl: true, pathMap }
    expect(await saveSection(settings, qbt(fields))).toMatchObject({
      state: 'saved',
      changes:
        'What happens to finished torrents, Folders and Links to .torrent files changed; the qBittorrent API is now off.',
    })
    expect(store.document).toMatchObject({ jellyfin, theirs: { a: 1 }, qbt: fields })
  })

  test('is refused with a sentence below each field', async () => {
    const { settings, store } = build()
    const saved = await saveSection(settings, {
      section: 'emby',
      fields: { enabled: true, url: '', pathMap: [{ from: 'x', to: '/y' }], refresh: 'sometimes' },
      seen: fingerprintOf(stored.emby),
      name: 'Emby',
    })
    expect(saved.state === 'refused' && Object.fromEntries(saved.errors)).toEqual({
      'emby.pathMap[0].from': expect.stringMatching(/^Wanted is an absolute path/),
      'emby.refresh': 'Wanted is full or targeted.',
      'emby.url': 'An enabled server needs its address.',
      'emby.apiKey': 'An enabled server needs its API key.',
    })
    expect(store.document).not.toHaveProperty('emby')
  })

  test('says what was done in the words of the page', async () => {
    const { settings } = build()
    const off = await saveSection(settings, qbt({ enabled: false }))
    expect(off).toMatchObject({ changes: 'The qBittorrent API is now off.' })
    await settings.patch({ jellyfin: { url: 'http://nas:8096', apiKey: KEY } })
    const { jellyfin } = await settings.read()
    const moved = await saveSection(settings, {
      section: 'jellyfin',
      fields: { enabled: false, url: 'http://other:8096' },
      seen: fingerprintOf(jellyfin),
      name: 'Jellyfin',
    })
    expect(moved).toMatchObject({
      warnings: [expect.stringMatching(/^API key: the stored key was dropped/)],
    })
  })

  test('whose key is cleared is said to have lost it', async () => {
    const { settings } = build()
    const fields = { enabled: false, url: 'http://jellyfin:8097', apiKey: '' }
    const seen = fingerprintOf(stored.jellyfin)
    const whole = { section: 'jellyfin', fields, seen, name: 'Jellyfin' } as const
    expect(await saveSection(settings, whole)).toMatchObject({
      changes: 'URL changed; API key cleared; Jellyfin is now off.',
    })
  })

  test('that two tabs have changed is a conflict for the second, by field', async () => {
    const { settings } = build()
    expect((await saveSection(settings, qbt({ finished: 'hand-over' }))).state).toBe('saved')
    const pathMap = [{ from: '/data', to: '/media' }]
    const second = await saveSection(settings, qbt({ finished: 'keep', addByUrl: false, pathMap }))
    expect(second).toMatchObject({
      state: 'conflict',
      settings: { qbt: { finished: 'hand-over' } },
      differences: [
        {
          label: 'What happens to finished torrents',
          stored: 'move and remove',
          typed: 'copy and leave',
        },
        { label: 'Folders', stored: 'none', typed: '/data → /media' },
      ],
    })
  })

  test.each([
    ['other-key', 'another than before', 'the one that you typed'],
    ['', 'another than before', 'none'],
  ])(
    'whose key was replaced meanwhile is a conflict for who types %j',
    async (apiKey, was, mine) => {
      const { settings } = build()
      const seen = fingerprintOf(stored.jellyfin)
      const save = (fields: Record<string, unknown>) =>
        saveSection(settings, { section: 'jellyfin', fields, seen, name: 'Jellyfin' })
      await save({ apiKey: 'new-key' })
      const second = await save({ enabled: false, apiKey })
      expect(second).toMatchObject({
        state: 'conflict',
        differences: [{ label: 'API key', stored: was, typed: mine }],
      })
      expect(JSON.stringify(second.state === 'conflict' && second.differences)).not.toContain(
        'new-key'
      )
      expect((await settings.read()).jellyfin.apiKey).toBe('new-key')
      expect((await save({ apiKey: 'new-key' })).state).toBe('saved')
      expect((await save({ refresh: 'targeted' })).state).toBe('saved')
    }
  )

  test('that was changed to the same, or in another spelling of it, is no conflict', async () => {
    const { settings } = build()
    await settings.patch({ jellyfin: { url: 'http://nas:8096', apiKey: KEY } })
    const saved = await saveSection(settings, {
      section: 'jellyfin',
      fields: { url: ' http://nas:8096/ ' },
      seen: fingerprintOf(stored.jellyfin),
      name: 'Jellyfin',
    })
    expect(saved).toMatchObject({ state: 'saved', changes: 'Nothing was different.' })
  })

  test('is not saved by two at once without one of them hearing of it', async () => {
    const { settings } = build()
    const both = await Promise.all([
      saveSection(settings, qbt({ finished: 'hand-over', addByUrl: false })),
      saveSection(settings, qbt({ finished: 'keep', addByUrl: true })),
    ])
    expect(both.map(({ state }) => state).sort()).toEqual(['conflict', 'saved'])
  })

  test('is not saved while the store is away', async () => {
    const { settings, store, clock } = build()
    store.state = 'silent'
    const saving = saveSection(settings, qbt({ finished: 'hand-over' }))
    await clock.pass(6000)
    expect(await saving).toEqual({ state: 'away' })
    store.state = 'up'
    await Bun.sleep(20)
    expect(store.document).not.toHaveProperty('qbt')
  })

  test('does not hide what else goes wrong', async () => {
    const patch = () => Promise.reject(new TypeError('a fault of ours'))
    expect(saveSection({ patch }, qbt({}))).rejects.toThrow('a fault of ours')
  })
})

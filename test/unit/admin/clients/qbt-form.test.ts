import { expect, test } from 'bun:test'
import { actOnQbt, storedQbtForm } from '../../../../src/admin/clients/qbt-form.ts'
import { readSubmitted } from '../../../../src/admin/forms/submitted.ts'
import { createSettings } from '../../../../src/settings/settings.ts'
import { createManualClock } from '../../../support/manual-clock.ts'
import { createMemorySettingsStore } from '../../../support/memory-settings-store.ts'
import { silentLog } from '../../../support/silent-log.ts'

/** The form over real settings, sent as a browser does. */
const open = async () => {
  const clock = createManualClock()
  const store = createMemorySettingsStore()
  const settings = createSettings({ store: { settings: store }, clock, log: silentLog })
  const { qbt } = await settings.read()
  const send = async (changes: Record<string, string>) => {
    const body = new URLSearchParams({
      seen: storedQbtForm(qbt).seen,
      'qbt.enabled': 'true',
      'qbt.finished': 'keep',
      'qbt.addByUrl': 'false',
      'qbt.pathMap.from': '',
      'qbt.pathMap.to': '',
      ...changes,
    })
    const request = new Request('http://nas/', { method: 'POST', body })
    return await actOnQbt({ settings }, await readSubmitted(request, 'qbt'))
  }
  return { send, settings, store, clock }
}
const edited = {
  'qbt.finished': 'hand-over',
  'qbt.pathMap.from': '/data',
  'qbt.pathMap.to': 'D:\\x',
}

test('a save stores what was typed, and says what changed', async () => {
  const { send, settings } = await open()
  expect(await send({ ...edited, 'qbt.enabled': 'false' })).toMatchObject({
    status: 200,
    saved: {
      changes:
        'What happens to finished torrents and Folders changed; the qBittorrent API is now off.',
    },
    form: { finished: 'hand-over', folders: [{ from: '/data', to: 'D:\\x' }] },
  })
  expect((await settings.read()).qbt).toMatchObject({ enabled: false, finished: 'hand-over' })
})

test('a refused one keeps what was typed, and stores nothing', async () => {
  const { send, store } = await open()
  const acted = await send({ ...edited, 'qbt.pathMap.to': 'half' })
  expect(acted).toMatchObject({
    status: 422,
    form: { finished: 'hand-over', folders: [{ from: '/data', to: 'half' }] },
  })
  expect(acted.saved?.state === 'refused' && [...acted.saved.errors.keys()]).toEqual([
    'qbt.pathMap[0].to',
  ])
  expect(store.document).toBeNull()
})

test('another row loses nothing, and saves nothing', async () => {
  const { send, store } = await open()
  expect((await send({ ...edited, do: 'row' })).form).toMatchObject({
    finished: 'hand-over',
    folders: [
      { from: '/data', to: 'D:\\x' },
      { from: '', to: '' },
    ],
  })
  expect(store.document).toBeNull()
})

test('what somebody else has saved is not written over unseen', async () => {
  const { send, settings } = await open()
  await settings.patch({ qbt: { addByUrl: true } })
  const conflict = await send(edited)
  expect(conflict).toMatchObject({
    status: 422,
    saved: { state: 'conflict' },
    form: { finished: 'hand-over', addByUrl: false },
  })
  expect((await send({ do: 'reload' })).form).toMatchObject({ finished: 'keep', addByUrl: true })
  expect((await send(edited)).status).toBe(422)
  const stored = conflict.saved?.state === 'conflict' ? conflict.saved.seen : ''
  expect((await send({ ...edited, do: 'save-mine', stored })).status).toBe(200)
  expect((await settings.read()).qbt).toMatchObject({ finished: 'hand-over', addByUrl: false })
})

test('while the store is away nothing is saved, and what was typed stays', async () => {
  const { send, store, clock } = await open()
  store.state = 'away'
  const acting = send(edited)
  await clock.pass(6000)
  expect(await acting).toMatchObject({ status: 503, form: { finished: 'hand-over' } })
})

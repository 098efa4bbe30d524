import { describe, expect, test } from 'bun:test'
import { fingerprintOf } from '../../../../src/admin/forms/conflict.ts'
import { KEY, openForm, stored, typed } from './open-form.ts'

const errorsOf = ({ saved }: Awaited<ReturnType<Awaited<ReturnType<typeof openForm>>['send']>>) =>
  saved?.state === 'refused' ? Object.fromEntries(saved.errors) : null

describe('a save', () => {
  test('stores what was typed, says what changed, and shows it as it is stored', async () => {
    const { send, settings } = await openForm()
    const acted = await send(
      typed({ 'jellyfin.url': 'http://JELLYFIN:8096/base/', 'jellyfin.refresh': 'targeted' })
    )
    expect(acted).toMatchObject({
      status: 200,
      saved: { state: 'saved', changes: 'URL and How to refresh changed.', warnings: [] },
      form: { url: 'http://jellyfin:8096/base', refresh: 'targeted', key: 'keep', typedKey: '' },
    })
    expect((await settings.read()).jellyfin).toEqual({
      ...stored,
      url: 'http://jellyfin:8096/base',
      refresh: 'targeted',
    })
  })

  test('of a new server keeps its key out of the form from then on', async () => {
    const { send, settings } = await openForm(null)
    const first = { ...stored, url: '', apiKey: '', enabled: false }
    const acted = await send(
      typed(
        { 'jellyfin.enabled': 'true', 'jellyfin.url': stored.url, 'jellyfin.apiKey': KEY },
        first
      )
    )
    expect(acted).toMatchObject({
      status: 200,
      saved: { changes: 'URL and API key changed; Jellyfin is now on.' },
      form: { key: 'keep', typedKey: '' },
    })
    expect((await settings.read()).jellyfin).toEqual(stored)
    expect(
      JSON.stringify([acted.form, acted.saved?.state === 'saved' && acted.saved.changes])
    ).not.toContain(KEY)
  })

  test('of what is stored already says that nothing was different', async () => {
    const { send } = await openForm()
    expect(await send(typed())).toMatchObject({
      status: 200,
      saved: { state: 'saved', changes: 'Nothing was different.' },
    })
  })

  test('that is refused names each field, keeps what was typed, and stores nothing', async () => {
    const { send, settings } = await openForm()
    const acted = await send(
      typed({
        key: 'replace',
        'jellyfin.url': 'nonsense',
        'jellyfin.apiKey': 'with blank',
        'jellyfin.pathMap.from': 'relative',
        'jellyfin.pathMap.to': '/media',
      })
    )
    expect(acted.status).toBe(422)
    expect(errorsOf(acted)).toEqual({
      'jellyfin.url': expect.stringMatching(/^This is not an address; wanted is .*\.$/),
      'jellyfin.apiKey': expect.stringMatching(/^Wanted is 1 to 200 printable .*\.$/),
      'jellyfin.pathMap[0].from': expect.stringMatching(/^Wanted is an absolute path .*\.$/),
    })
    expect(acted.form).toMatchObject({
      url: 'nonsense',
      key: 'replace',
      typedKey: 'with blank',
      folders: [{ from: 'relative', to: '/media' }],
    })
    expect((await settings.read()).jellyfin).toEqual(stored)
  })

  test('under another address wants the key again', async () => {
    const { send, settings } = await openForm()
    const moved = typed({ 'jellyfin.url': 'http://other:8096' })
    const refused = await send(moved)
    expect(refused).toMatchObject({ status: 422, form: { url: 'http://other:8096' } })
    expect(errorsOf(refused)).toEqual({
      'jellyfin.apiKey': 'Enter the key again: the stored one belongs to http://jellyfin:8096.',
    })
    moved.set('key', 'replace')
    moved.set('jellyfin.apiKey', 'another')
    expect(await send(moved)).toMatchObject({ status: 200, form: { key: 'keep' } })
    expect((await settings.read()).jellyfin).toMatchObject({
      url: 'http://other:8096',
      apiKey: 'another',
    })
  })

  test('while the store is away stores nothing, and keeps what was typed', async () => {
    const { send, store, clock } = await openForm()
    store.state = 'away'
    const acting = send(typed({ 'jellyfin.refresh': 'targeted' }))
    await clock.pass(6000)
    expect(await acting).toMatchObject({
      status: 503,
      saved: { state: 'away' },
      form: { refresh: 'targeted' },
    })
    store.state = 'up'
    expect(await store.read()).toEqual({ jellyfin: { ...stored } })
  })
})

describe('a section that somebody else has changed', () => {
  test('is not written over unseen, but by whoever has seen it', async () => {
    const { send, settings } = await openForm()
    await settings.patch({ jellyfin: { after: 'import', verifyTls: false } })
    const mine = typed({ 'jellyfin.refresh': 'targeted', 'jellyfin.verifyTls': 'false' })
    const acted = await send(mine)
    expect(acted).toMatchObject({
      status: 422,
      saved: {
        state: 'conflict',
        differences: [
          {
            label: 'How to refresh',
            stored: 'whole library',
            typed: 'only where the new files are',
          },
          { label: 'When', stored: 'after the import', typed: 'when the download has finished' },
        ],
      },
      form: { refresh: 'targeted', after: 'download' },
    })
    const { jellyfin } = await settings.read()
    expect(jellyfin).toMatchObject({ refresh: 'full', after: 'import' })
    expect((await send(mine)).status).toBe(422)
    mine.set('do', 'save-mine')
    mine.set('stored', fingerprintOf(jellyfin))
    expect(await send(mine)).toMatchObject({ status: 200, saved: { state: 'saved' } })
    expect((await settings.read()).jellyfin).toMatchObject({
      refresh: 'targeted',
      after: 'download',
    })
  })

  test('is shown as it is stored to whoever would rather have that', async () => {
    const { send, settings } = await openForm()
    await settings.patch({ jellyfin: { after: 'import' } })
    const acted = await send(typed({ do: 'reload', 'jellyfin.refresh': 'targeted' }))
    expect(acted).toMatchObject({ status: 200, form: { refresh: 'full', after: 'import' } })
    expect(acted.saved).toBeUndefined()
  })

  test('is no conflict where both wanted the same', async () => {
    const { send } = await openForm()
    const same = typed({ 'jellyfin.refresh': 'targeted' })
    expect((await send(same)).status).toBe(200)
    expect(await send(same)).toMatchObject({
      status: 200,
      saved: { state: 'saved', changes: 'Nothing was different.' },
    })
  })

  test('never shows a key among the differences', async () => {
    const { send, settings } = await openForm()
    await settings.patch({ jellyfin: { apiKey: '', enabled: false } })
    const acted = await send(typed({ key: 'replace', 'jellyfin.apiKey': 'mine-77' }))
    expect(acted).toMatchObject({
      status: 422,
      saved: {
        differences: [
          { label: 'Enabled', stored: 'off', typed: 'on' },
          { label: 'API key', stored: 'none', typed: 'the one that you typed' },
        ],
      },
    })
    expect(JSON.stringify(acted.saved)).not.toContain('mine-77')
  })
})

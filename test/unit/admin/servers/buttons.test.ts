import { describe, expect, test } from 'bun:test'
import { KEY, openForm, stored, typed } from './open-form.ts'

const other = { 'jellyfin.refresh': 'targeted', 'jellyfin.url': 'http://typed:1' }

describe('the key', () => {
  test('is kept, replaced or cleared only when that is saved', async () => {
    for (const [act, key] of [
      ['key-replace', 'replace'],
      ['key-clear', 'clear'],
      ['key-keep', 'keep'],
    ] as const) {
      const { send, settings } = await openForm()
      const acted = await send(typed({ do: act, ...other, 'jellyfin.apiKey': 'half-typed' }))
      expect(acted).toMatchObject({
        status: 200,
        form: { key, typedKey: '', url: 'http://typed:1', refresh: 'targeted' },
      })
      expect((await settings.read()).jellyfin).toEqual(stored)
    }
  })

  test('that is to stay does so whatever else is saved', async () => {
    const { send, settings } = await openForm()
    await send(typed({ 'jellyfin.after': 'import' }))
    expect((await settings.read()).jellyfin).toMatchObject({ apiKey: KEY, after: 'import' })
  })

  test('stays where a new one was wanted and none was typed', async () => {
    const { send, settings } = await openForm()
    expect((await send(typed({ key: 'replace', 'jellyfin.apiKey': '' }))).status).toBe(200)
    expect((await settings.read()).jellyfin.apiKey).toBe(KEY)
  })

  test('is cleared of a server that is off, and of no other', async () => {
    const { send, settings } = await openForm()
    const refused = await send(typed({ key: 'clear' }))
    expect(refused).toMatchObject({ status: 422, form: { key: 'clear' } })
    expect((await settings.read()).jellyfin.apiKey).toBe(KEY)
    const acted = await send(typed({ key: 'clear', 'jellyfin.enabled': 'false' }))
    expect(acted).toMatchObject({
      status: 200,
      saved: { changes: 'API key cleared; Jellyfin is now off.' },
      form: { key: 'none' },
    })
    expect((await settings.read()).jellyfin).toMatchObject({ apiKey: '', enabled: false })
  })

  test('that another tab has stored is not cleared by a form from before it', async () => {
    const { send, settings } = await openForm({ ...stored, apiKey: '', enabled: false })
    const before = typed({}, { ...stored, apiKey: '', enabled: false })
    await settings.patch({ jellyfin: { apiKey: KEY } })
    before.set('jellyfin.apiKey', '')
    await send(before)
    expect((await settings.read()).jellyfin.apiKey).toBe(KEY)
  })

  test('has no state but those', async () => {
    const { send } = await openForm()
    expect((await send(typed({ do: 'row', key: 'toString' }))).form.key).toBe('keep')
    expect((await send(typed({ do: 'row', key: '' }))).form.key).toBe('keep')
  })
})

describe('a Test', () => {
  test('is of what is typed, with the stored key, and saves nothing', async () => {
    const { send, settings, asked, advised } = await openForm()
    const acted = await send(
      typed({
        do: 'test',
        'jellyfin.verifyTls': 'false',
        'jellyfin.after': 'import',
        'jellyfin.pathMap.from': '/data',
        'jellyfin.pathMap.to': '/media',
      })
    )
    expect(acted).toMatchObject({
      status: 200,
      test: { ok: true, version: '10.11.11' },
      form: { after: 'import', verifyTls: false },
    })
    expect(asked).toEqual([{ url: stored.url, apiKey: KEY, verifyTls: false }])
    expect(advised).toEqual([{ pathMap: [{ from: '/data', to: '/media' }], after: 'import' }])
    expect((await settings.read()).jellyfin).toEqual(stored)
  })

  test('of a typed key keeps it in the form, and uses it', async () => {
    const { send, asked } = await openForm()
    const acted = await send(typed({ do: 'test', key: 'replace', 'jellyfin.apiKey': 'new-key' }))
    expect(acted.form).toMatchObject({ key: 'replace', typedKey: 'new-key' })
    expect(asked).toMatchObject([{ apiKey: 'new-key' }])
  })

  test('never takes the stored key to another address', async () => {
    const { send, asked } = await openForm()
    const acted = await send(typed({ do: 'test', 'jellyfin.url': 'http://evil:8096' }))
    expect(acted.test).toMatchObject({ ok: false, code: 'incomplete' })
    expect(asked).toEqual([])
  })

  test('of a key that is to be cleared has none', async () => {
    const { send, asked } = await openForm()
    expect((await send(typed({ do: 'test', key: 'clear' }))).test?.code).toBe('incomplete')
    expect(asked).toEqual([])
  })
})

describe('the address', () => {
  test('is the one that a Test has proposed, not saved, and all else as it was typed', async () => {
    const { send, settings } = await openForm()
    const use = 'http://typed:1/jellyfin'
    const acted = await send(typed({ use, key: 'replace', 'jellyfin.apiKey': 'k1', ...other }))
    expect(acted.form).toMatchObject({ url: use, key: 'replace', typedKey: 'k1' })
    expect((await settings.read()).jellyfin.url).not.toBe(use)
  })
})

describe('the folders', () => {
  const folders = { 'jellyfin.pathMap.from': '/data', 'jellyfin.pathMap.to': 'half' }

  test('get another row, and nothing that was typed is lost', async () => {
    const { send } = await openForm()
    const acted = await send(typed({ do: 'row', ...folders, ...other }))
    expect(acted.form).toMatchObject({
      url: 'http://typed:1',
      folders: [
        { from: '/data', to: 'half' },
        { from: '', to: '' },
      ],
    })
  })

  test('are filled in as a Test has proposed, and not saved', async () => {
    const { send, settings } = await openForm()
    const fill = JSON.stringify([{ from: '/data', to: '/media' }])
    const acted = await send(typed({ fill, ...folders, ...other }))
    expect(acted.form).toMatchObject({
      url: 'http://typed:1',
      folders: [{ from: '/data', to: '/media' }],
    })
    expect((await settings.read()).jellyfin.pathMap).toEqual([])
  })

  test.each(['', '{', 'null', '"x"', '[1,null,{"from":1,"to":"/x"}]', '{"from":"/a","to":"/b"}'])(
    'are none where the proposal is "%s"',
    async (fill) => {
      const { send } = await openForm()
      expect((await send(typed({ fill }))).form.folders).toEqual([])
    }
  )

  test('are checked as they are typed', async () => {
    const { send, looked, report } = await openForm()
    const folders = { 'jellyfin.pathMap.from': '/data', 'jellyfin.pathMap.to': '/media' }
    const acted = await send(typed({ do: 'folders', ...folders, ...other }))
    expect(acted).toMatchObject({
      status: 200,
      report: { ...report, areTyped: true, url: 'http://jellyfin:8096' },
      form: { url: 'http://typed:1' },
    })
    expect(looked).toEqual([
      { jellyfin: { pathMap: [{ from: '/data', to: '/media' }], after: 'download' } },
    ])
  })

  test('are checked as they are stored where a row is not complete', async () => {
    const { send, looked } = await openForm()
    const acted = await send(typed({ do: 'folders', ...folders, ...other }))
    expect(acted.report?.areTyped).toBe(false)
    expect(looked).toEqual([{ jellyfin: { pathMap: [], after: 'download' } }])
  })
})

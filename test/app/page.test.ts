import { describe, expect, test } from 'bun:test'
import { SNIPPETS_URL } from '../../src/admin/dashboards/dashboards.tsx'
import { partIds } from '../../src/admin/live/parts.tsx'
import { createClients } from '../../src/clients/clients.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { asked, completionOf } from '../store/completions.ts'
import { elementsOf, textOf, valuesOf } from '../support/html.ts'
import { createMemorySettingsStore } from '../support/memory-settings-store.ts'
import { jellyfin, KEY, openPage, PAGE, SETTINGS, serverUrl } from '../support/open-page.ts'
import { refreshState } from '../support/states.ts'

const HOSTILE = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>\u202e'
const fault = { code: 'unauthorized', since: 0 } as const

/** A page on which there is something in every place. */
const openFull = async () => {
  const clients = createClients({ clock: systemClock })
  const call = { userAgent: `Sonarr/${HOSTILE}`, call: `GET ${HOSTILE}`, status: 404 }
  clients.note({ ...call, hasRoute: false, reason: null })
  clients.note({ ...call, hasRoute: true, status: 400, reason: HOSTILE })
  const completions = Array.from({ length: 51 }, (_, at) =>
    completionOf(at, { torrentName: `${at} ${HOSTILE}`, seenAt: Date.now() - at * 3_600_000 })
  )
  const page = await openPage({
    config: { auth: { username: HOSTILE, password: 'secret', apiKey: null } },
    clients,
    completions: { recent: async () => completions, count: async () => completions.length },
    refresh: () => refreshState({ phase: 'paused', owed: 51, owedSince: 0, fault }),
  })
  await page.settings.patch({
    jellyfin: { ...jellyfin, pathMap: [{ from: `/${HOSTILE.slice(0, -1)}`, to: '/media' }] },
    emby: { ...jellyfin, url: 'http://emby:8096' },
  })
  const authorization = `Basic ${Buffer.from(`${HOSTILE}:secret`).toString('base64')}`
  return {
    ...page,
    get: (path: string) => page.get(path, { authorization }),
    getPart: (path: string) => page.get(path, { authorization, 'hx-request': 'true' }),
  }
}

describe('the page', () => {
  test('says name, version and how it stands, and is kept by no cache', async () => {
    const { get } = await openPage()
    const { response, html } = await get('/')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(html).toStartWith('<!doctype html>')
    expect(html).toContain('<title>Set up – torrent-notifier</title>')
    expect(textOf(html)).toContain('torrent-notifier 1.2.3')
    expect(textOf(html)).toContain('Nothing is set up yet.')
  })

  test('is the same at both of its addresses', async () => {
    const { get } = await openFull()
    const timeless = (html: string) => html.replaceAll(/datetime="[^"]*"/g, '')
    expect(timeless((await get(SETTINGS)).html)).toBe(timeless((await get('/')).html))
  })

  test('comes packed to those who take gzip, and says that it depends on that', async () => {
    const { send } = await openPage()
    const headers = { accept: 'text/html', 'accept-encoding': 'gzip, br' }
    for (const path of ['/', SETTINGS]) {
      const packed = await send(path, { headers })
      expect(packed.headers.get('content-encoding')).toBe('gzip')
      expect(packed.headers.get('vary')?.toLowerCase()).toContain('accept-encoding')
      const html = new TextDecoder().decode(Bun.gunzipSync(await packed.bytes()))
      expect(html).toStartWith('<!doctype html>')
      const plain = await send(path, { headers: { accept: 'text/html' } })
      expect(plain.headers.has('content-encoding')).toBe(false)
      expect(plain.headers.get('vary')?.toLowerCase()).toContain('accept-encoding')
    }
  })

  test('at the address of the settings depends on what is wanted, too', async () => {
    const { get } = await openPage()
    expect((await get(SETTINGS)).response.headers.get('vary')).toContain('Accept')
  })

  test('shows the first card open while nothing is set up, and none after that', async () => {
    const { get, settings } = await openPage()
    const openOnes = (html: string) => html.match(/<details[^>]* open[^>]*>/g)?.length ?? 0
    const before = (await get('/')).html
    expect(before.indexOf('id="servers"')).toBeLessThan(before.indexOf('id="activity"'))
    await settings.patch({ jellyfin })
    const after = (await get('/')).html
    expect(after.indexOf('id="servers"')).toBeGreaterThan(after.indexOf('id="activity"'))
    expect(openOnes(before)).toBeGreaterThan(openOnes(after))
  })

  test('tells times in the reader’s zone, and says which it is', async () => {
    const { get } = await openPage()
    const cookie = 'torrent_notifier_zone=Asia%2FKolkata'
    expect(textOf((await get('/', { cookie })).html)).toContain('Times in Asia/Kolkata')
    expect(textOf((await get('/')).html)).toContain('Times in UTC, since the browser did not tell')
  })

  test('sends every time of the day, and how long ago something was, as one that programs can read', async () => {
    const at = Date.now() - 5 * 60_000
    const scan = { startedAt: at, endedAt: at + 9000, status: 'completed' } as const
    const result = { at, scan, item: 'found' } as const
    const settled = [{ ...asked('jellyfin', at), result }]
    const clients = createClients({ clock: systemClock })
    const call = { userAgent: 'Sonarr/4', call: 'POST /api/v2/torrents/add', status: 400 }
    clients.note({ ...call, hasRoute: true, reason: 'no torrent' })
    const completions = [completionOf(1, { seenAt: at, owed: ['emby'], settled }), completionOf(2)]
    const states = [
      { lastAcceptedAt: at },
      { lastAcceptedAt: at, isScanAwaited: true },
      { phase: 'paused', owed: 1, owedSince: at, fault, nextTryAt: at + 3_600_000 },
      { phase: 'retry', owed: 1, owedSince: at, fault: null, nextTryAt: at + 3_600_000 },
    ] as const
    for (const state of states) {
      const { get, settings } = await openPage({
        clients,
        completions: { recent: async () => completions, count: async () => 2 },
        refresh: () => refreshState(state),
      })
      await settings.patch({ jellyfin, emby: { ...jellyfin, url: 'http://emby:8096' } })
      const { html } = await get('/')
      const times = valuesOf(html, 'datetime')
      expect(times).toContain(new Date(at).toISOString())
      const others = textOf(html.replaceAll(/<time[^>]*>[^<]*<\/time>/g, ''))
      const timeLike = /(?<![\d:])\d\d:\d\d(?!\d)|\d \w+ ago|just now|\bin \d+ (?:s|min|hour)/
      expect(timeLike.exec(others.replaceAll(/scanned in \d+ s/g, ''))?.[0]).toBeUndefined()
    }
  })

  test('is there while the settings cannot be read', async () => {
    const store = createMemorySettingsStore()
    store.state = 'silent'
    const { get } = await openPage({ store: { settings: store } })
    const startedAt = performance.now()
    expect((await get('/')).status).toBe(200)
    expect(performance.now() - startedAt).toBeLessThan(3000)
    store.state = 'up'
  })
})

describe('the lines for dashboards', () => {
  const ask = async (host: string, address: string) => {
    const { get } = await openPage()
    return await get(SNIPPETS_URL, { host, 'hx-request': 'true', 'hx-current-url': address })
  }

  test('are asked for by a page once its browser can tell how it came', async () => {
    const { get } = await openPage()
    const { html } = await get('/', { host: 'nas:8443' })
    const [snippets] = elementsOf(html).filter(
      ({ attributes }) => attributes.get('id') === 'snippets'
    )
    expect(Object.fromEntries(snippets?.attributes ?? [])).toMatchObject({
      'hx-get': SNIPPETS_URL,
      'hx-trigger': 'load',
    })
    expect(html).toContain('http://nas:8443/widget')
  })

  test('name scheme, host and port as the browser does', async () => {
    const { status, html } = await ask('nas:8443', 'https://nas:8443/settings/integrations')
    expect(status).toBe(200)
    expect(html.match(/https:\/\/nas:8443\/widget/g)?.length).toBeGreaterThan(8)
    expect(html).not.toContain('http://nas')
    expect(valuesOf(html, 'hx-get')).toEqual([])
  })

  test('are left alone where they were right, since somebody may be reading them', async () => {
    const { status, html } = await ask('nas:8070', 'http://nas:8070/')
    expect([status, html]).toEqual([204, ''])
  })

  test('are no address to look at', async () => {
    const { get } = await openPage()
    const { response } = await get(SNIPPETS_URL)
    expect([response.status, response.headers.get('location')]).toEqual([303, `${PAGE}#dashboards`])
  })
})

test('a media server of which only the key was entered is not called not set up', async () => {
  const { get, sendJson } = await openPage()
  await sendJson('PATCH', SETTINGS, { jellyfin: { apiKey: KEY } })
  const words = textOf((await get('/')).html)
  expect(words).toContain('Off. Its settings are kept.')
  expect(words).not.toContain('Nothing is set up yet.')
})

describe('an address of the page that shows nothing', () => {
  test.each([
    ['/nothing', 404],
    ['/servers/plex', 404],
    ['/assets/none.css', 404],
    ['/servers/jellyfin/refresh', 405],
  ])('%s is told to a browser with a page that leads back', async (path, status) => {
    const { get, send } = await openPage()
    const { response, html } = await get(PAGE + path)
    expect([response.status, response.headers.get('cache-control')]).toEqual([status, 'no-store'])
    expect(response.headers.has('allow')).toBe(status === 405)
    expect(html).toStartWith('<!doctype html>')
    expect(textOf(html)).toContain('There is nothing to see at this address. Back to the page')
    const program = await send(PAGE + path)
    expect(program.status).toBe(status)
    expect(await program.json()).toHaveProperty('error')
  })
})

describe('a form that is not looked into', () => {
  const large = { 'jellyfin.url': 'x'.repeat(65_536) }

  test('is refused with a page, where it was sent without script', async () => {
    const { post } = await openPage()
    const { status, html } = await post(serverUrl('jellyfin'), large)
    expect(status).toBe(413)
    expect(html).toStartWith('<!doctype html>')
    expect(textOf(html)).toContain('The body may hold 64 KiB at most. Nothing was done.')
  })

  test('is refused in short to an open page, which has words of its own, and to programs', async () => {
    const { post } = await openPage()
    for (const headers of [{ 'hx-request': 'true' }, { accept: '*/*' }]) {
      const { response } = await post(serverUrl('jellyfin'), large, headers)
      expect([response.status, response.headers.get('content-type')]).toEqual([
        413,
        'application/json; charset=utf-8',
      ])
    }
  })
})

describe('a media server to which nothing is owed', () => {
  const open = async (code: 'ok' | 'refused') => {
    const told = { ok: code === 'ok', code, message: 'Nothing listens.', hint: null }
    const page = await openPage({
      refresh: () => refreshState(),
      diagnose: async () => ({
        ...told,
        product: null,
        version: null,
        serverName: null,
        libraries: [],
        warnings: [],
      }),
    })
    await page.settings.patch({ jellyfin, emby: { ...jellyfin, url: 'http://emby:8096' } })
    const { html } = await page.get('/')
    await page.submit(serverUrl('jellyfin'), { html, changes: { do: 'test' }, isHtmx: true })
    return page
  }
  const headOf = async ({ get }: Awaited<ReturnType<typeof open>>, kind: 'jellyfin' | 'emby') =>
    textOf((await get(`${PAGE}/parts/${kind}-head`)).html)

  test('is not called up to date before it has shown that it can be asked', async () => {
    const page = await open('ok')
    expect(await headOf(page, 'jellyfin')).toContain('Up to date. It passed its Test 1 s ago.')
    expect(await headOf(page, 'emby')).toContain(
      'Emby was not asked yet. It will hear of the next finished torrent.'
    )
    await page.settings.patch({ jellyfin: { apiKey: 'another' } })
    expect(await headOf(page, 'jellyfin')).toContain('Jellyfin was not asked yet.')
  })

  test('says that it did not answer its last Test', async () => {
    const page = await open('refused')
    const words = 'Jellyfin did not answer its last Test, 1 s ago. Nothing is owed to it.'
    expect(await headOf(page, 'jellyfin')).toContain(words)
    expect(textOf((await page.get(`${PAGE}/parts/status`)).html)).toContain(words)
  })
})

describe('whatever stands in it, the page', () => {
  test('uses no address outside its prefix but the links in its foot, and each answers', async () => {
    const { get, getPart } = await openFull()
    const { html } = await get('/')
    const names = ['src', 'href', 'action', 'hx-get', 'hx-post', 'hx-sse:connect']
    const urls = [...new Set(names.flatMap((name) => valuesOf(html, name)))]
    const paths = urls.filter((url) => !/^[?#]/.test(url))
    const others = paths.filter((url) => !new RegExp(`^${PAGE}(?:[/?#]|$)`).test(url))
    expect(others).toEqual(['/widget'])
    expect(paths.length).toBeGreaterThan(12)
    for (const path of paths.filter((url) => !/logout|refresh$|\/live$/.test(url))) {
      const { status } = await getPart(path)
      expect([path, status === 204 || status]).toEqual([path, path === SNIPPETS_URL || 200])
    }
  })

  test('leads within itself only to what is there', async () => {
    const { get } = await openFull()
    for (const { html } of [await get('/'), await get('/?name=nothing')]) {
      const ids = new Set(valuesOf(html, 'id'))
      const targets = [
        ...valuesOf(html, 'href').flatMap((href) => href.split('#')[1] ?? []),
        ...valuesOf(html, 'hx-target').filter((target) => target.startsWith('#')),
        ...valuesOf(html, 'hx-indicator'),
        ...['for', 'aria-labelledby', 'aria-describedby', 'data-copy-from'].flatMap((name) =>
          valuesOf(html, name).flatMap((value) => value.split(' '))
        ),
      ].map((target) => target.replace('#', ''))
      expect(targets.filter((target) => !ids.has(target))).toEqual([])
    }
  })

  test('leads to the key, whatever state its field is in', async () => {
    const fault = { code: 'unauthorized', since: 0 } as const
    const { get, post, settings } = await openPage({
      refresh: () => refreshState({ phase: 'paused', fault }),
    })
    await settings.patch({ jellyfin })
    const stored = await get('/')
    const acts = ['key-replace', 'key-clear', 'key-keep'].map((act) =>
      post(serverUrl('jellyfin'), { do: act })
    )
    for (const { html } of [stored, ...(await Promise.all(acts))]) {
      expect(valuesOf(html, 'href')).toContain('#jellyfin-key-field')
      expect(valuesOf(html, 'id')).toContain('jellyfin-key-field')
    }
  })

  test('has no script, style or handler of its own, which its policy would refuse', async () => {
    const { get } = await openFull()
    const { html, response } = await get('/')
    expect(response.headers.get('content-security-policy')).not.toContain('unsafe')
    for (const { tag, attributes } of elementsOf(html)) {
      expect(tag).not.toBe('style')
      if (tag === 'script') expect(attributes.get('src')).toStartWith(`${PAGE}/assets/`)
      for (const [name, value] of attributes) {
        expect(name).not.toMatch(/^(style|on.*|hx-on.*|hx-vals)$/)
        expect(value).not.toMatch(/^\s*(javascript|data):|^js:/i)
      }
    }
  })

  test('has each id once', async () => {
    const { get } = await openFull()
    const ids = valuesOf((await get('/')).html, 'id')
    expect(ids.length).toBeGreaterThan(60)
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
  })

  test('has a name for each control, and for each button', async () => {
    const { get } = await openFull()
    const { html } = await get('/')
    const labelled = new Set(valuesOf(html, 'for'))
    const controls = elementsOf(html).filter(
      ({ tag, attributes }) =>
        ['input', 'select', 'textarea'].includes(tag) && attributes.get('type') !== 'hidden'
    )
    expect(controls.length).toBeGreaterThan(20)
    for (const { attributes } of controls) {
      const id = attributes.get('id') ?? ''
      expect([id, labelled.has(id) || attributes.has('aria-labelledby')]).toEqual([id, true])
    }
    for (const [, button = ''] of html.matchAll(/<button[^>]*>(.*?)<\/button>/gs)) {
      expect(textOf(button)).not.toBe('')
    }
  })

  test('keeps strangers’ words as text', async () => {
    const { get } = await openFull()
    const { html } = await get(`/?name=${encodeURIComponent(HOSTILE)}`)
    expect(elementsOf(html).filter(({ tag }) => tag === 'img')).toHaveLength(1)
    expect(html).not.toMatch(/<script(?! src=)/)
    expect(html).toContain('&lt;script>alert(1)')
  })
})

describe('a part of the page', () => {
  test('has its own route, and stands in the page word for word', async () => {
    const { get, getPart } = await openFull()
    const { html } = await get('/')
    for (const id of partIds) {
      const part = await getPart(`${PAGE}/parts/${id}`)
      expect([id, part.status]).toEqual([id, 200])
      expect(part.response.headers.get('cache-control')).toBe('no-store')
      expect(part.html).not.toContain('<html')
      expect(valuesOf(part.html, 'id')[0]).toBe(id)
      expect(html).toContain(part.html)
    }
  })

  test('is a card, which stands in the page word for word', async () => {
    const { get, getPart } = await openFull()
    const { html } = await get('/')
    for (const path of [serverUrl('jellyfin'), serverUrl('emby'), `${PAGE}/clients`]) {
      const part = await getPart(path)
      expect(part.html).toStartWith('<article class="card"')
      expect(html).toContain(part.html)
      // A form that was sent without script leaves its address in the browser.
      const { status, response } = await get(path)
      expect(status).toBe(303)
      expect(response.headers.get('location')).toStartWith(`${PAGE}#`)
    }
  })

  test('is the list, the newest of it, and what is older', async () => {
    const { get, getPart } = await openFull()
    const { html } = await get('/')
    const [newestUrl = ''] = valuesOf(html, 'hx-get').filter((url) => url.includes('newest'))
    const [shown, newest] = [
      (await getPart(`${PAGE}/activity`)).html,
      (await getPart(newestUrl)).html,
    ]
    expect(shown).toStartWith('<div id="history">')
    const [renewed = '', count = ''] = newest.split('<hx-partial hx-target="#total"')
    expect(renewed).toStartWith('<div id="log"')
    expect(count).toContain('>51</hx-partial>')
    const [list = '', said = ''] = shown.split('<hx-partial hx-target="#announce"')
    expect(html).toContain(list)
    expect(said).toMatch(/in all\./)
    expect(shown).toContain(renewed)
    const older = await getPart(valuesOf(html, 'hx-get').find((url) => url.includes('older')) ?? '')
    expect(older.status).toBe(200)
    expect(valuesOf(older.html, 'id')).not.toContain('log')
  })

  test('is all of the list, with the way to older ones, where it began empty or is cut at its top', async () => {
    const all = Array.from({ length: 600 }, (_, at) =>
      completionOf(at, { seenAt: 1_700_000_000_000 - at })
    )
    const { get } = await openPage({
      completions: {
        recent: async ({ limit }) => all.slice(0, limit),
        count: async () => all.length,
      },
    })
    for (const [query, end] of [
      ['', 49],
      ['?from=1.a', 499],
    ] as const) {
      const { html, response } = await get(`${PAGE}/activity/newest${query}`)
      expect(response.headers.get('hx-retarget')).toBe('#history')
      expect(response.headers.get('hx-reswap')).toBe('outerMorph')
      const last = `${all[end]?.seenAt}.${all[end]?.id}`
      const next = valuesOf(html, 'hx-get').map((url) => decodeURIComponent(url))
      expect(next).toEqual([
        `${PAGE}/activity/newest?from=${last}`,
        `${PAGE}/activity/older?before=${last}`,
      ])
    }
  })

  test('is all of the list where another name stands in the filter by now, and says what it found', async () => {
    const { get } = await openPage({
      completions: {
        recent: async ({ name = '' }) => [completionOf(7, { torrentName: `Film ${name}` })],
        count: async () => 1,
      },
    })
    const { html, response } = await get(`${PAGE}/activity/newest?shown=old&name=new&from=9.a`)
    expect(response.headers.get('hx-retarget')).toBe('#history')
    expect(textOf(html)).toContain('Film new')
    expect(textOf(html)).toEndWith('1 in all.')
    const same = await get(`${PAGE}/activity/newest?shown=old&name=old&from=1.a`)
    expect(same.response.headers.get('hx-retarget')).toBeNull()
  })
})

import { expect, test } from 'bun:test'
import { createClients } from '../../../src/clients/clients.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { buildApp } from '../../support/app.ts'

const auth = { username: 'admin', password: 'secret', apiKey: 'key' }

/** What the owner is told of a call by Sonarr. */
const errorAfter = async (
  path: string,
  init: RequestInit = {},
  own: Record<string, string> = { authorization: 'Bearer key' }
) => {
  const clients = createClients({ clock: systemClock })
  const { send } = await buildApp({ clients, config: { auth } })
  const headers = { 'user-agent': 'Sonarr/4.0.15.2941', ...own }
  const response = await send(`/api/v2/${path}`, { ...init, headers })
  await response.text()
  const [sonarr] = clients.all()
  return { status: response.status, seen: sonarr?.refusal ?? sonarr?.lastError ?? null }
}
const form = (fields: Record<string, string>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields),
})

test.each<[string, RequestInit, status: number, reason: RegExp]>([
  ['auth/login', form({ username: 'admin', password: 'wrong' }), 200, /user name or password/],
  ['torrents/add', form({ urls: 'magnet:?dn=Film' }), 200, /no hash of version 1/],
  ['torrents/add', form({ urls: 'http://nas/film.torrent' }), 200, /Fetch links/],
  ['torrents/add', form({}), 200, /neither a link nor a file/],
  ['torrents/createCategory', form({ category: 'a\\b' }), 409, /category name/],
  ['torrents/delete', form({}), 400, /hashes/],
  ['torrents/delete', {}, 405, /Method/],
])('what went wrong at %s is told in words', async (path, init, status, reason) => {
  const { status: answered, seen } = await errorAfter(path, init)
  expect(answered).toBe(status)
  expect(seen).toMatchObject({ status, reason: expect.stringMatching(reason) })
})

test('a wrong key is told, although it is answered before any route', async () => {
  const headers = { authorization: 'Bearer wrong' }
  const { status, seen } = await errorAfter('torrents/info', {}, headers)
  expect(status).toBe(403)
  expect(seen).toMatchObject({
    call: 'GET torrents/info',
    reason: expect.stringMatching(/API key/),
  })
})

test('a login of more than 64 KiB is not read: anybody may send one', async () => {
  const body = new URLSearchParams({ username: 'x'.repeat(65_536) })
  const { status, seen } = await errorAfter('auth/login', { method: 'POST', body }, {})
  expect(status).toBe(413)
  expect(seen).toMatchObject({ status: 413, reason: expect.stringContaining('64 KiB') })
  const urls = `${'x'.repeat(100_000)}`
  expect((await errorAfter('torrents/add', form({ urls }))).status).toBe(200)
})

test('what went well is no error', async () => {
  expect(await errorAfter('app/version')).toEqual({ status: 200, seen: null })
})

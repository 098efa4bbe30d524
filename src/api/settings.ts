import { Elysia } from 'elysia'
import type { MediaServerKind } from '../domain.ts'
import { prefersHtml } from '../security/accept.ts'
import { addVary } from '../security/headers.ts'
import { type Diagnose, testMediaServer } from '../settings/media-server-test.ts'
import type { Advise } from '../settings/path-advice.ts'
import { toPublic } from '../settings/public.ts'
import type { Settings } from '../settings/settings.ts'
import type { TestRate } from '../settings/test-rate.ts'
import { readBody } from './body.ts'

export type SettingsApiDeps = {
  settings: Settings
  diagnose: Diagnose
  advise: Advise
  rate: TestRate
  /** The page that a browser gets at the address of the settings. */
  renderPage: (request: Request) => Promise<Response> | Response
}

const PATH = '/settings/integrations'

/** The routes of the settings: reading, changing, and testing what they say. */
export const settingsRoutes = (deps: SettingsApiDeps) =>
  new Elysia()
    .get(PATH, ({ request }) => show(deps, request))
    .patch(PATH, ({ request }) => change(deps, request), { parse: 'none' })
    .post(`${PATH}/test-jellyfin`, ({ request }) => test(deps, 'jellyfin', request), {
      parse: 'none',
    })
    .post(`${PATH}/test-emby`, ({ request }) => test(deps, 'emby', request), { parse: 'none' })

const show = async ({ settings, renderPage }: SettingsApiDeps, request: Request) => {
  const isPage = prefersHtml(request.headers.get('accept'))
  const response = isPage ? await renderPage(request) : json(toPublic(await settings.read()))
  addVary(response.headers, 'Accept')
  return response
}

const change = async ({ settings }: SettingsApiDeps, request: Request) => {
  const patched = await settings.patch(await readBody(request))
  const { warnings } = patched
  return json({ ...toPublic(patched.settings), ...(warnings.length > 0 ? { warnings } : {}) })
}

const test = async (deps: SettingsApiDeps, kind: MediaServerKind, request: Request) => {
  const body = await readBody(request)
  // At most some seconds old, and there while the store is not: a Test is not to wait for it.
  const settings = await deps.settings.current()
  return json(await testMediaServer({ ...deps, kind, body, settings }))
}

const json = (value: unknown): Response =>
  Response.json(value, { headers: { 'cache-control': 'no-store' } })

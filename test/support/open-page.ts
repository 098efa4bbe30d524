import { buildApp } from './app.ts'
import { fieldsOf } from './html.ts'

/** What every address of the page begins with, which is also where the settings are. */
export const PAGE = '/settings/integrations'
export const SETTINGS = PAGE
export const serverUrl = (kind: 'jellyfin' | 'emby') => `${PAGE}/servers/${kind}`

/** A key that must be in no answer once it was stored. */
export const KEY = 'canary-3f9b2c'
export const jellyfin = { enabled: true, url: 'http://jellyfin:8096', apiKey: KEY }

/** A browser at the whole HTTP surface, which sends forms as they stand in the page. */
export const openPage = async (services: Parameters<typeof buildApp>[0] = {}) => {
  const app = await buildApp(services)
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const response = await app.send(path, { headers: { accept: 'text/html', ...headers } })
    return { response, status: response.status, html: await response.text() }
  }
  /** Posts some fields. */
  const post = async (
    path: string,
    fields: Record<string, string> | URLSearchParams,
    headers: Record<string, string> = {}
  ) => {
    const response = await app.send(path, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { accept: 'text/html', origin: 'http://nas:8070', ...headers },
    })
    return { response, status: response.status, html: await response.text() }
  }
  /** Sends a form as it stands in `html`, with these changes, from a browser without script. */
  const submit = async (
    path: string,
    {
      html,
      changes = {},
      isHtmx = false,
    }: {
      html: string
      changes?: Record<string, string>
      isHtmx?: boolean
    }
  ) => {
    const fields = fieldsOf(html, path)
    for (const [name, value] of Object.entries(changes)) fields.set(name, value)
    return await post(path, fields, isHtmx ? { 'hx-request': 'true' } : {})
  }
  return { ...app, get, post, submit }
}

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { staticPlugin } from '@elysiajs/static'
import { Elysia } from 'elysia'
import sse from 'htmx.org/dist/ext/hx-sse.min.js' with { type: 'text' }
import htmx from 'htmx.org/dist/htmx.min.js' with { type: 'text' }
import { type Asset, answerPacked, assetHeaders, packAsset } from './asset.ts'
import { publicFolder } from './public-folder.ts'

/** Where the page's files are, under the prefix that reaches this service through T◎RRX's proxy. */
const ASSETS = '/settings/integrations/assets'

/** The addresses of the page's files. */
export const assetUrls = {
  css: `${ASSETS}/page.css`,
  mark: `${ASSETS}/mark.svg`,
  script: `${ASSETS}/page.js`,
  htmx: `${ASSETS}/htmx.min.js`,
  sse: `${ASSETS}/hx-sse.min.js`,
} as const

/**
 * Serves `public/` and htmx. Each file is a route of its own, so there is no path that could lead
 * out of the folder.
 *
 * The plugin's own tags are not quoted, and it keeps files in browsers for a day, over an upgrade:
 * so tags and packed forms come from a hook before it.
 */
export const assetRoutes = async () => {
  const folder = publicFolder()
  const assets = await packFolder(folder)
  for (const { url, source } of scripts) {
    assets.set(url, packAsset(new TextEncoder().encode(source), SCRIPT_TYPE))
  }
  const files = await staticPlugin({
    assets: folder,
    prefix: ASSETS,
    alwaysStatic: true,
    ignorePatterns: [],
    indexHTML: false,
    etag: false,
    headers: assetHeaders,
  })
  return new Elysia()
    .onBeforeHandle(({ path, request, set }) => {
      const asset = assets.get(path)
      if (asset === undefined) return
      set.headers['etag'] = asset.etag
      return answerPacked(asset, request.headers) ?? undefined
    })
    .use(files)
    .get(assetUrls.htmx, () => plainScript(htmx))
    .get(assetUrls.sse, () => plainScript(sse))
}

const SCRIPT_TYPE = 'text/javascript;charset=utf-8'

/** The scripts that come from their package. */
const scripts = [
  { url: assetUrls.htmx, source: htmx },
  { url: assetUrls.sse, source: sse },
]

const plainScript = (source: string): Response =>
  new Response(source, { headers: { ...assetHeaders, 'content-type': SCRIPT_TYPE } })

const packFolder = async (folder: string): Promise<Map<string, Asset>> => {
  const assets = new Map<string, Asset>()
  for (const name of await readdir(folder)) {
    const file = Bun.file(join(folder, name))
    assets.set(`${ASSETS}/${name}`, packAsset(await file.bytes(), file.type))
  }
  return assets
}

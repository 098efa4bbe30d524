import { Elysia } from 'elysia'
import type { PathCheck } from '../paths/path-check.ts'

/** `GET /settings/integrations/paths`: the path check; see `PathReport` for its shape. */
export const pathRoutes = ({ paths }: { paths: Pick<PathCheck, 'look'> }) =>
  new Elysia().get('/settings/integrations/paths', async () =>
    Response.json(await paths.look(), { headers: { 'cache-control': 'no-store' } })
  )

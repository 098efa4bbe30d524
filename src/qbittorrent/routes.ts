import { Elysia } from 'elysia'
import { refuse } from '../security/refusal.ts'

/** The emulated API: no route of it is there yet, and each says so as qBittorrent would. */
export const qbittorrentRoutes = () =>
  new Elysia().all('/api/v2', notFound).all('/api/v2/*', notFound)

const notFound = () => refuse('text', { code: 'not_found', message: 'Not Found' })

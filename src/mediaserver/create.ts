import type { MediaServerKind } from '../domain.ts'
import { createEmby } from './emby.ts'
import { createJellyfin } from './jellyfin.ts'
import type { MediaServer, MediaServerDeps } from './server.ts'

const factories: Record<MediaServerKind, (deps: MediaServerDeps) => MediaServer> = {
  jellyfin: createJellyfin,
  emby: createEmby,
}

/** Makes the client of a media server; nothing is asked yet. */
export const createMediaServer = (kind: MediaServerKind, deps: MediaServerDeps): MediaServer =>
  factories[kind](deps)

import { type Emby, type EmbyOptions, startEmby } from '../../../src/demo/media-server/emby.ts'
import {
  type Jellyfin,
  type JellyfinOptions,
  startJellyfin,
} from '../../../src/demo/media-server/jellyfin.ts'
import type { WantedItem } from '../../../src/mediaserver/items.ts'
import type { MediaServer } from '../../../src/mediaserver/server.ts'
import { type Front, startFront } from '../../support/front.ts'

export const apiKey = '9a34f843b48e4a90952fe599c20a2c7c'
/** The token of a user without rights. */
export const guestToken = '3cb5dd7de489458e9ccd3a032e3e35ad'

/** Starts the servers that a test needs, and stops them all. */
export type Stage = {
  jellyfin(options?: Partial<JellyfinOptions>): Jellyfin
  emby(options?: Partial<EmbyOptions>): Emby
  front(options: Parameters<typeof startFront>[0]): Front
  /** Listens on a free port with what takes a socket. @returns Its host and port. */
  socket(onData: (socket: { write(data: Uint8Array): number; end(): void }) => void): string
  clear(): Promise<void>
}

export const createStage = (): Stage => {
  const ends: (() => unknown)[] = []
  const common = {
    apiKey,
    users: [{ name: 'guest', token: guestToken, isAdministrator: false }],
    libraries: [{ name: 'Films', locations: ['/media/films'] }],
    scanMs: 40,
  }
  const kept = <T extends { stop(): Promise<void> }>(server: T): T => {
    ends.push(server.stop)
    return server
  }
  return {
    jellyfin: (options) => kept(startJellyfin({ ...common, ...options })),
    emby: (options) => kept(startEmby({ ...common, ...options })),
    front: (options) => kept(startFront(options)),
    socket(onData) {
      const socket = { data: onData }
      const listener = Bun.listen({ hostname: '127.0.0.1', port: 0, socket })
      ends.push(() => listener.stop(true))
      return `127.0.0.1:${listener.port}`
    },
    async clear() {
      for (const end of ends.splice(0).reverse()) await end()
    },
  }
}

/** Whether a server has this one item. */
export const has = async (
  client: Pick<MediaServer, 'findItems'>,
  item: WantedItem
): Promise<boolean> => (await client.findItems([item])).found.has(item.path)

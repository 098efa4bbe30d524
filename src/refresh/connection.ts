import type { MediaServer } from '../mediaserver/server.ts'
import type { MediaServerSettings } from '../settings/schema.ts'

/** What a server is asked through, for as long as its address and key stay the same. */
export type Connection = {
  /** Another one is another server, or another way in. */
  key: string
  origin: string
  server: MediaServer
}

/** Keeps the connection to one server. */
export type Connections = {
  /** The connection of these settings, made anew where they lead elsewhere. */
  of(settings: MediaServerSettings): Connection
  /** Whether these settings, as far as they are known, still want this server asked over it. */
  isWanted(connection: Pick<Connection, 'key'>, settings: MediaServerSettings | null): boolean
  forget(): void
}

/** Makes it. @param onNew Called before a new connection is made. */
export const createConnections = ({
  connect,
  onNew,
}: {
  connect: (settings: MediaServerSettings) => MediaServer
  onNew: () => void
}): Connections => {
  let connection: Connection | null = null
  return {
    of(settings) {
      const key = wayIn(settings)
      if (connection?.key === key) return connection
      onNew()
      connection = { key, origin: new URL(settings.url).origin, server: connect(settings) }
      return connection
    },
    isWanted: ({ key }, settings) =>
      settings === null || (settings.enabled && wayIn(settings) === key),
    forget() {
      connection = null
    },
  }
}

/** Whether both lead to the same server, with the same key. Where either is not known, they may. */
export const leadAlike = (
  one: MediaServerSettings | null,
  other: MediaServerSettings | null
): boolean => one === null || other === null || wayIn(one) === wayIn(other)

const wayIn = ({ url, apiKey, verifyTls }: MediaServerSettings): string =>
  JSON.stringify([url, apiKey, verifyTls])

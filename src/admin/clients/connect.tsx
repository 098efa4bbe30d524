import type { Access } from '../dashboards/access.ts'
import { PublishedPort } from '../dashboards/reach.tsx'
import { type Pair, Pairs } from '../parts/pairs.tsx'
import { isLoopback, type Reader } from '../reader.ts'

type Props = {
  reader: Reader
  access: Pick<Access, 'closedBy' | 'username' | 'isLocalOnly'>
  /** The port that this service listens on. */
  port: number
}

/** What to type into Sonarr and Radarr, for each place where they can run. */
export const Connect = ({ reader, access, port }: Props) => (
  <div class="part" id="connect">
    <p>
      In Sonarr or Radarr: Settings → Download Clients → + → qBittorrent. Type these lines, then
      press Test there.
    </p>
    <h4>In T◎RRX’s own Docker network</h4>
    <Pairs pairs={lines('torrent-notifier', port)} of="in the Docker network" />
    <h4>On this machine, outside of Docker</h4>
    <Pairs pairs={lines('localhost', portHere(reader) ?? port)} of="on this machine" />
    <h4>Anywhere else</h4>
    <Elsewhere reader={reader} />
    <PublishedPort access={{ ...access, port }} />
    <h4>The same everywhere</h4>
    <Pairs pairs={[...credentials(access), ...categories]} />
    <p>Each program keeps to the torrents of its own category.</p>
  </div>
)

/** Where the reader's own browser finds us on this machine; `null` where a proxy stands between. */
const portHere = (reader: Reader): number | null =>
  isLoopback(reader) && !reader.isHttps ? reader.port : null

const Elsewhere = ({ reader }: Pick<Props, 'reader'>) => {
  const { hostname, port, isHttps } = reader
  if (!isLoopback(reader)) {
    const ssl = isHttps ? [{ label: 'Use SSL', note: 'on' }] : []
    return (
      <>
        <Pairs pairs={[...lines(hostname, port), ...ssl]} of="elsewhere" />
        {hostname.startsWith('[') && (
          <p>
            A program that does not take such an address needs a name of this machine in its place.
          </p>
        )}
      </>
    )
  }
  return (
    <p>
      Host: this machine’s own name or address, as the other one knows it. Open this page by it, and
      its lines stand here.
    </p>
  )
}

const lines = (host: string, port: number): Pair[] => [
  { label: 'Host', value: host },
  { label: 'Port', value: String(port) },
]

const credentials = ({ closedBy, username }: Props['access']): Pair[] => {
  if (closedBy === 'key') {
    return [{ label: 'API key', note: 'the one of API_KEY, where the program has a field for it' }]
  }
  if (closedBy === 'password') {
    return [
      { label: 'Username', value: username },
      { label: 'Password', note: 'the one of AUTH_PASSWORD' },
    ]
  }
  return [
    { label: 'Username', note: 'leave empty' },
    { label: 'Password', note: 'leave empty' },
  ]
}

const categories: readonly Pair[] = [
  { label: 'Category in Sonarr', value: 'tv-sonarr' },
  { label: 'Category in Radarr', value: 'radarr' },
]

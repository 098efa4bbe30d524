import type { Access } from '../dashboards/access.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { isLoopback, type Reader } from '../reader.ts'

type Props = {
  reader: Reader
  access: Pick<Access, 'closedBy' | 'username'>
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
    <Lines host="torrent-notifier" port={8070} of="in the Docker network" />
    <h4>On this machine, outside of Docker</h4>
    <Lines host="localhost" port={isLoopback(reader) ? reader.port : port} of="on this machine" />
    <h4>Anywhere else</h4>
    <Elsewhere reader={reader} />
    <p>
      T◎RRX’s compose file publishes the port on the machine itself alone. To open it, change{' '}
      <code>127.0.0.1:8070:8070</code> to <code>8070:8070</code> there, and set a password then.
    </p>
    <h4>The same everywhere</h4>
    <dl class="pairs">
      <Credentials access={access} />
      <Pair name="Category" of="for Sonarr" value="tv-sonarr" />
      <Pair name="Category" of="for Radarr" value="radarr" />
    </dl>
    <p>Each program keeps to the torrents of its own category.</p>
  </div>
)

const Elsewhere = ({ reader }: Pick<Props, 'reader'>) => {
  if (!isLoopback(reader)) {
    const { hostname, port, isHttps } = reader
    return <Lines host={hostname} port={port} isHttps={isHttps} of="elsewhere" />
  }
  return (
    <p>
      Host: this machine’s own name or address, as the other one knows it. Open this page by it, and
      its lines stand here.
    </p>
  )
}

const Lines = ({
  host,
  port,
  of,
  isHttps = false,
}: {
  host: string
  port: number
  of: string
  isHttps?: boolean
}) => (
  <dl class="pairs">
    <Pair name="Host" of={of} value={host} />
    <Pair name="Port" of={of} value={String(port)} />
    {isHttps && <Said name="Use SSL" words="on" />}
  </dl>
)

const Credentials = ({ access }: Pick<Props, 'access'>) => {
  if (access.closedBy === null) {
    return (
      <>
        <Said name="Username" words="leave empty" />
        <Said name="Password" words="leave empty" />
      </>
    )
  }
  if (access.closedBy === 'key') {
    return <Said name="API key" words="the one of API_KEY, where the program has a field for it" />
  }
  return (
    <>
      <Pair name="Username" of="" value={access.username} />
      <Said name="Password" words="the one of AUTH_PASSWORD" />
    </>
  )
}

const Pair = ({ name, of, value }: { name: string; of: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>
      <code>{value}</code>
    </dd>
    <dd>
      <CopyButton text={value} label={`Copy ${name.toLowerCase()} ${of}`.trim()} />
    </dd>
  </div>
)

const Said = ({ name, words }: { name: string; words: string }) => (
  <div>
    <dt>{name}</dt>
    <dd class="none">{words}</dd>
  </div>
)

import { type Access, HOST_PLACE, isPlaceToFillIn, serviceUrl } from './access.ts'

type Props = {
  access: Pick<Access, 'base'> & {
    /** The port that this service listens on. */
    port: number
  }
}

/** What stands in the way of a dashboard while only the machine itself is known to reach us. */
export const Reach = ({ access }: Props) =>
  isPlaceToFillIn(access) && (
    <>
      <p>
        Put this machine’s own name or address in the place of <code>{HOST_PLACE}</code>. In T◎RRX’s
        own Docker network write <code>http://torrent-notifier:{access.port}</code> instead of{' '}
        <code>{serviceUrl(access)}</code>.
      </p>
      <PublishedPort />
    </>
  )

/** How the port is opened where it is published on the machine itself alone. */
export const PublishedPort = () => (
  <p>
    The compose file publishes the port on the machine itself alone. To open it, take{' '}
    <code>127.0.0.1:</code> away from the line of its <code>ports</code> there, and set a password
    then.
  </p>
)

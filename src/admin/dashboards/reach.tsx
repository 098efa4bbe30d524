import { type Access, HOST_PLACE, isPlaceToFillIn, serviceUrl } from './access.ts'

type Props = {
  access: Pick<Access, 'base' | 'closedBy' | 'isLocalOnly'> & {
    /** The port that this service listens on. */
    port: number
  }
}

/**
 * What stands in the way of a dashboard while only the machine itself is known to reach us. Who came
 * by https came through a proxy, which needs no port of ours to be open.
 */
export const Reach = ({ access }: Props) => {
  if (!isPlaceToFillIn(access)) return null
  const place = (
    <>
      Put this machine’s own name or address in the place of <code>{HOST_PLACE}</code>.
    </>
  )
  const url = serviceUrl(access)
  if (url.startsWith('https:')) return <p>{place}</p>
  return (
    <>
      <p>
        {place} In T◎RRX’s own Docker network write{' '}
        <code>http://torrent-notifier:{access.port}</code> instead of <code>{url}</code>.
      </p>
      <PublishedPort access={access} />
    </>
  )
}

/** How the port is opened where nobody but the machine itself reaches it. */
export const PublishedPort = ({
  access: { closedBy, isLocalOnly, port },
}: {
  access: Pick<Access, 'closedBy' | 'isLocalOnly'> & { port: number }
}) => (
  <p>
    {isLocalOnly ? (
      <>
        This service listens on the machine itself alone. To open it, set{' '}
        <code>HTTP_ADDR=:{port}</code>
      </>
    ) : (
      <>
        The compose file publishes the port on the machine itself alone. To open it, take{' '}
        <code>127.0.0.1:</code> away from the line of its <code>ports</code> there
      </>
    )}
    {closedBy === null ? ', and set a password then.' : '.'}
  </p>
)

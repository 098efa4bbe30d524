import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

/** A wire to a server that can fail as wires do. */
export type Wire = {
  /** The server's address at this end. */
  url: string
  /** Nothing comes over the connections of this moment any more, and neither end is told so. */
  goSilent(): void
  stop(): void
}

/** Lays a wire from a free port of the loopback interface to another port there. */
export const layWire = async ({ to }: { to: number }): Promise<Wire> => {
  const pairs = new Set<readonly [Socket, Socket]>()
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1')
    const pair = [near, far] as const
    pairs.add(pair)
    near.pipe(far)
    far.pipe(near)
    for (const [end, other] of [pair, [far, near] as const]) {
      end.on('error', () => other.destroy())
      end.on('close', () => {
        pairs.delete(pair)
        other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a TCP server has no other address
  return {
    url: `http://127.0.0.1:${port}`,
    goSilent() {
      for (const [near, far] of pairs) {
        near.unpipe(far)
        far.unpipe(near)
        // Read and dropped: an end that is not read would hear of it by a full window.
        near.resume()
        far.resume()
      }
    },
    stop() {
      server.close()
      for (const end of [...pairs].flat()) end.destroy()
    },
  }
}

/** One answer, as far as a bench looks at it. */
export type Answer = {
  status: number
  /** Bytes of the head and the body, as they came. */
  bytes: number
  /** The head and the body, as they came; empty unless they were asked for. */
  text: string
}

/** A client of one connection, which asks for one thing at a time and looks at as little as it can. */
export type Connection = {
  ask(request: string, options: { keepsText: boolean }): Promise<Answer>
  close(): void
}

/** A body in chunks ends so, and inside of JSON no line ends. */
const LAST_CHUNK = '\r\n0\r\n\r\n'

/** What has come of an answer so far. */
type Arrival = {
  bytes: number
  status: number
  /** How many there will be; `null` where the end shows itself. */
  wanted: number | null
  head: string
  end: string
  text: string[]
}

/** Opens a connection to a port of the loopback interface. */
export const openConnection = async (port: number): Promise<Connection> => {
  let arrival: Arrival | null = null
  let keeps = false
  let settle: { resolve: (arrival: Arrival) => void; reject: (error: Error) => void } | null = null
  const fail = (reason: string) => settle?.reject(new Error(reason))

  const socket = await Bun.connect({
    hostname: '127.0.0.1',
    port,
    socket: {
      data(_, chunk) {
        if (arrival === null) return
        take(arrival, chunk, { keeps })
        if (isWhole(arrival)) settle?.resolve(arrival)
      },
      close: () => fail('the connection was closed'),
      error: (_, error) => fail(error.message),
    },
  })
  return {
    async ask(request, { keepsText }) {
      arrival = { bytes: 0, status: 0, wanted: null, head: '', end: '', text: [] }
      keeps = keepsText
      const { promise, ...settling } = Promise.withResolvers<Arrival>()
      settle = settling
      socket.write(request)
      const { status, bytes, text } = await promise
      return { status, bytes, text: text.join('') }
    },
    close: () => void socket.end(),
  }
}

const take = (arrival: Arrival, chunk: Buffer, { keeps }: { keeps: boolean }) => {
  arrival.bytes += chunk.byteLength
  if (keeps) arrival.text.push(chunk.toString('latin1'))
  arrival.end = (arrival.end + chunk.toString('latin1', chunk.byteLength - 7)).slice(-7)
  if (arrival.status > 0) return
  arrival.head += chunk.toString('latin1', 0, 4096)
  const endOfHead = arrival.head.indexOf('\r\n\r\n')
  if (endOfHead < 0) return
  const head = arrival.head.slice(0, endOfHead)
  arrival.status = Number(head.slice(9, 12))
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  arrival.wanted = length === undefined ? null : endOfHead + 4 + Number(length)
}

const isWhole = ({ status, bytes, wanted, end }: Arrival): boolean =>
  status > 0 && (wanted === null ? end === LAST_CHUNK : bytes >= wanted)

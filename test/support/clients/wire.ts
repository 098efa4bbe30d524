import { connect } from 'node:net'

/** An answer as it came over the wire. */
export type WireAnswer = {
  status: number
  headers: Headers
  /** The body as it was sent, after the pieces of a chunked one were put together. */
  body: Buffer
}

/** No client of these waits longer; in milliseconds. */
const LONGEST_ANSWER_MS = 30_000

/**
 * Sends a request as it stands and reads the answer until the server closes, as it was asked to.
 *
 * @throws When the connection ends before the answer does.
 */
export const exchange = (port: number, request: Uint8Array): Promise<WireAnswer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect(port, '127.0.0.1', () => socket.write(request))
    socket.setTimeout(LONGEST_ANSWER_MS, () => socket.destroy(new Error('no whole answer came')))
    socket.on('data', (chunk) => chunks.push(Buffer.from(chunk)))
    socket.on('error', reject)
    socket.on('close', (hadError) => {
      if (hadError) return
      try {
        resolve(parse(Buffer.concat(chunks)))
      } catch (error) {
        reject(error)
      }
    })
  })

const parse = (bytes: Buffer): WireAnswer => {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd === -1) throw new Error(`no whole answer came: ${bytes.toString('latin1')}`)
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n')
  const headers = new Headers()
  for (const line of lines) {
    const colon = line.indexOf(':')
    headers.append(line.slice(0, colon), line.slice(colon + 1).trim())
  }
  const rest = bytes.subarray(headEnd + 4)
  const body = headers.get('transfer-encoding') === 'chunked' ? joinChunks(rest) : rest
  const length = headers.get('content-length')
  if (length !== null && Number(length) !== body.byteLength) {
    throw new Error(`the body has ${body.byteLength} of ${length} bytes`)
  }
  return { status: Number(statusLine.split(' ')[1]), headers, body }
}

/** Chunks of a hexadecimal length each, up to one of none (RFC 9112 §7.1). */
const joinChunks = (bytes: Buffer): Buffer => {
  const chunks: Buffer[] = []
  for (let at = 0; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at)
    const length = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16)
    if (lineEnd === -1 || Number.isNaN(length)) throw new Error('the body ends within its chunks')
    if (length === 0) return Buffer.concat(chunks)
    at = lineEnd + 2 + length + 2
    chunks.push(bytes.subarray(lineEnd + 2, at - 2))
  }
}

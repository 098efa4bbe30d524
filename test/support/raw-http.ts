import { connect } from 'node:net'

/** What a server answered, byte for byte; empty where it only closed the connection. */
export type RawAnswer = { status: number | null; head: string; body: string }

/**
 * Sends bytes as they are and reads until the server closes, or has been silent for a moment.
 *
 * @param lines The request's lines, without their line breaks; the empty line is added.
 */
export const sendRaw = (port: number, lines: readonly string[], body = ''): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`)
    })
    socket.setTimeout(300, () => socket.destroy())
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
    })
    socket.on('error', reject)
    socket.on('close', () => {
      const [head = '', ...rest] = text.split('\r\n\r\n')
      const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(head) ?? []
      resolve({ status: status ? Number(status) : null, head, body: rest.join('\r\n\r\n') })
    })
  })

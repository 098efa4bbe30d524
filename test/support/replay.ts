import { type Answer, decode } from './clients/answer.ts'
import {
  type RecordedExchange,
  type RecordedPart,
  type RecordedRequest,
  readRecording,
} from './clients/recording.ts'
import { basic, type Credentials, type Stage } from './clients/stage.ts'
import { sampleTorrent } from './clients/torrent.ts'
import { exchange } from './clients/wire.ts'

/** A recorded exchange that was had again, with a server of ours. */
export type Replayed = {
  /** What was called, such as `torrents/info`. */
  call: string
  /** As it was sent. */
  request: RecordedRequest
  /** What qBittorrent answered once. */
  recorded: RecordedExchange['answer']
  answer: Answer
  /** Whether the request proves that its sender may call. */
  isAdmitted: boolean
}

/** Sends again what a program once sent. */
export type Player = {
  /**
   * Sends the requests of a step one after the other, byte for byte: only the host, the cookies
   * that we gave, the contents of files, and with these the info hashes are ours.
   */
  play(step: string): Promise<Replayed[]>
  /** Whether the recording has a step of this name. */
  has(step: string): boolean
  /** The info hashes of the torrents that a step adds. */
  idsOf(step: string): string[]
}

export type PlayerOptions = {
  recording: 'sonarr' | 'radarr'
  stage: Pick<Stage, 'port' | 'credentials'>
  /** `false` leaves `Authorization: Basic` out, as Sonarr 4.0.18 does. */
  sendsBasic?: boolean
  /** What to say in place of words of the recording, to be another program or to want other things. */
  words?: Readonly<Record<string, string>>
}

/** Makes a player, which keeps its sessions from step to step, as the program did. */
export const createPlayer = ({
  recording,
  stage: { port, credentials },
  sendsBasic = true,
  words = {},
}: PlayerOptions): Player => {
  const steps = readRecording(recording)
  const ids = new Map(filesOf(steps.values()).map((file) => [file, sampleTorrent(file).id]))
  const cookies = new Map<string, string>()
  const ours = new Set<string>()

  const translate = (text: string): string =>
    [...ids, ...Object.entries(words)].reduce(
      (changed, [word, other]) => changed.replaceAll(word, other),
      text
    )
  const translateHeader = ([name, value]: [string, string]): [string, string] => {
    if (name === 'Host') return [name, `127.0.0.1:${port}`]
    if (name === 'Cookie') return [name, cookies.get(value) ?? value]
    return [name, translate(value)]
  }
  const translateAll = ({ body, multipart, ...request }: RecordedRequest): RecordedRequest => ({
    ...request,
    path: translate(request.path),
    headers: request.headers
      .filter(([name, value]) => sendsBasic || name !== 'Authorization' || !isBasic(value))
      .map(translateHeader),
    ...(body === undefined ? {} : { body: translate(body) }),
    ...(multipart && { multipart: { ...multipart, parts: multipart.parts.map(translatePart) } }),
  })
  const translatePart = (part: RecordedPart): RecordedPart =>
    part.value === undefined ? part : { ...part, value: translate(part.value) }
  const repeat = async ({ request, answer: recorded }: RecordedExchange): Promise<Replayed> => {
    const sent = translateAll(request)
    const { status, headers, body } = await exchange(port, writeRequest(sent))
    const [cookie] = headers.getSetCookie().map((line) => line.split(';')[0] ?? '')
    if (recorded.cookie !== undefined && cookie !== undefined) {
      cookies.set(recorded.cookie, cookie)
      ours.add(cookie)
    }
    return {
      call: /^\/api\/v2\/([^?]*)/.exec(sent.path)?.[1] ?? sent.path,
      request: sent,
      recorded,
      answer: { status, headers, text: decode(body) },
      isAdmitted: sent.headers.some(([name, value]) => proves(credentials, name, value)),
    }
  }
  const proves = (known: Credentials | null, name: string, value: string) =>
    known === null ||
    (name === 'Cookie' && ours.has(value)) ||
    (name === 'Authorization' && [basic(known), `Bearer ${known.apiKey}`].includes(value))
  const find = (step: string) => {
    const found = steps.get(step)
    if (found === undefined) throw new Error(`${recording} has no recorded step "${step}"`)
    return found
  }

  return {
    async play(step) {
      const replayed = []
      for (const recorded of find(step).exchanges) replayed.push(await repeat(recorded))
      return replayed
    },
    has: (step) => steps.has(step),
    idsOf(step) {
      const { hash, exchanges } = find(step)
      const files = filesOf([{ exchanges }])
      return [...(files.length === 0 && hash !== null ? [hash] : files)].map(translate)
    },
  }
}

const isBasic = (value: string) => value.startsWith('Basic ')

const filesOf = (steps: Iterable<{ exchanges: RecordedExchange[] }>): string[] =>
  [...steps].flatMap(({ exchanges }) =>
    exchanges.flatMap(({ request }) =>
      (request.multipart?.parts ?? []).flatMap(({ file }) => (file === undefined ? [] : [file]))
    )
  )

/** A request as it goes over the wire. Its headers keep their order; the length is that of its body. */
export const writeRequest = (request: RecordedRequest): Uint8Array => {
  const body = bodyOf(request)
  const lines = request.headers.map(
    ([name, value]) => `${name}: ${name === 'Content-Length' ? body.byteLength : value}`
  )
  const head = [`${request.method} ${request.path} HTTP/1.1`, ...lines, '', ''].join('\r\n')
  return Buffer.concat([Buffer.from(head), body])
}

const bodyOf = ({ body = '', multipart }: RecordedRequest): Uint8Array => {
  if (multipart === undefined) return Buffer.from(body)
  const { boundary, parts } = multipart
  return Buffer.concat([
    ...parts.flatMap(({ head, value = '', file }) => [
      Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`),
      file === undefined ? Buffer.from(value) : sampleTorrent(file).bytes,
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ])
}

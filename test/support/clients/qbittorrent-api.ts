import assert from 'node:assert/strict'
import { Type } from '@sinclair/typebox'
import { type Answer, assertDone, assertText, decode, readJson } from './answer.ts'
import { call, cookieOf } from './call.ts'
import type { Client, Step } from './client.ts'
import { infoList, text } from './info-row.ts'
import { filePart, partsOf } from './program.ts'
import { filesAnswer, propertiesAnswer, trackersAnswer } from './property-answers.ts'
import { categories } from './servarr-needs.ts'
import type { Stage } from './stage.ts'
import { maindataAnswer, transferAnswer } from './sync-answers.ts'
import { sampleTorrent } from './torrent.ts'
import { exchange } from './wire.ts'

const file = sampleTorrent('Python.File')

/** Python's qbittorrent-api: it logs in on a 403, posts what it reads, and says `True`. */
export const qbittorrentApiClients = (): Client[] => [
  { name: 'qbittorrent-api', server: 'closed', steps: steps() },
  { name: 'qbittorrent-api, open server', server: 'open', steps: steps() },
]

/** What it sends with: a session of requests, whose cookies it keeps. */
export type PythonSession = {
  get(path: string): Promise<Answer>
  /** Without fields there is no body and no type of one, only a length of 0. */
  post(path: string, fields?: Record<string, string> | FormData): Promise<Answer>
}

/** Makes a session; it logs in when it is told 403, and does the same again. */
export const createPythonSession = ({ url, port, credentials }: Stage): PythonSession => {
  let cookie: string | null = null

  const again = async (send: () => Promise<Answer>): Promise<Answer> => {
    const answer = await send()
    if (answer.status !== 403 || credentials === null) return answer
    const { username, password } = credentials
    const body = new URLSearchParams({ username, password })
    const login = await call(`${url}/api/v2/auth/login`, { method: 'POST', body })
    assert.ok(login.status === 200 && ['', 'Ok.'].includes(login.text))
    cookie = cookieOf(login)
    return await send()
  }
  const headers = () => (cookie === null ? {} : { cookie })
  const postNothing = async (path: string): Promise<Answer> => {
    const lines = [
      `POST /api/v2/${path} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      'User-Agent: python-requests/2.32.5',
      'Accept-Encoding: gzip, deflate',
      'Accept: */*',
      'Connection: close',
      ...(cookie === null ? [] : [`Cookie: ${cookie}`]),
      'Content-Length: 0',
    ]
    const { body, ...answer } = await exchange(port, Buffer.from(`${lines.join('\r\n')}\r\n\r\n`))
    return { ...answer, text: decode(body) }
  }

  return {
    get: (path) => again(() => call(`${url}/api/v2/${path}`, { headers: headers() })),
    post: (path, fields) =>
      again(() => {
        if (fields === undefined) return postNothing(path)
        const body = fields instanceof FormData ? fields : new URLSearchParams(fields)
        return call(`${url}/api/v2/${path}`, { method: 'POST', headers: headers(), body })
      }),
  }
}

const steps = (): Step[] => {
  let session: PythonSession | null = null
  const on = (stage: Stage) => {
    session ??= createPythonSession(stage)
    return session
  }
  return [
    [
      'find out whether it is http',
      async ({ url }) => {
        const { status } = await fetch(url, { method: 'HEAD', redirect: 'manual' })
        assert.ok(status < 500)
      },
    ],
    [
      'ask for the version by a POST of nothing, and log in for it',
      async (stage) => {
        assertText(await on(stage).post('app/version'), 'v4.6.0')
        assertText(await on(stage).get('app/webapiVersion'), '2.9.2')
        readJson(Type.Record(text, Type.Any()), await on(stage).get('app/buildInfo'))
      },
    ],
    [
      'add a file under a field name of its own',
      async (stage) => {
        const torrent__0 = filePart(file.bytes, { name: 'torrent__0', type: '' })
        const fields = {
          paused: 'True',
          stopped: 'True',
          is_skip_checking: 'False',
          tags: 'python',
          torrent__0,
        }
        assertText(await on(stage).post('torrents/add', partsOf(fields)), 'Ok.')
        const row = await stage.row(file.id)
        assert.deepEqual([row?.state, row?.tags], ['pausedDL', 'python'])
      },
    ],
    [
      'read everything by POST',
      async (stage) => {
        const { post } = on(stage)
        assert.equal(readJson(infoList, await post('torrents/info')).length, 1)
        const hash = { hash: file.id.toUpperCase() }
        readJson(propertiesAnswer, await post('torrents/properties', hash))
        readJson(filesAnswer, await post('torrents/files', hash))
        readJson(trackersAnswer, await post('torrents/trackers', hash))
        readJson(maindataAnswer, await post('sync/maindata'))
        readJson(Type.Array(Type.Integer()), await post('torrents/pieceStates', hash))
      },
    ],
    [
      'read the rest by GET',
      async (stage) => {
        const { get } = on(stage)
        readJson(transferAnswer, await get('transfer/info'))
        readJson(categories, await get('torrents/categories'))
        assert.deepEqual(readJson(Type.Array(text), await get('torrents/tags')), ['python'])
        assertText(await get('transfer/speedLimitsMode'), '0')
        assertText(await get('app/defaultSavePath'), '/data')
      },
    ],
    [
      'resume and delete with its own word for yes',
      async (stage) => {
        const { post } = on(stage)
        assertDone(await post('torrents/setForceStart', { hashes: file.id, value: 'True' }))
        assertDone(await post('torrents/resume', { hashes: 'all' }))
        await stage.until(file.id, ({ state }) => state === 'downloading')
        assertDone(await post('torrents/delete', { hashes: file.id, deleteFiles: 'True' }))
        assert.deepEqual(readJson(infoList, await post('torrents/info')), [])
      },
    ],
  ]
}

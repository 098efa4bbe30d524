import { afterAll, describe, expect, test } from 'bun:test'
import { connect } from 'node:net'
import { Type } from '@sinclair/typebox'
import {
  type Jellyfin,
  type JellyfinVersion,
  startJellyfin,
} from '../../../src/demo/media-server/jellyfin.ts'
import { libraryId } from '../../../src/demo/media-server/library-id.ts'
import { fixtureLines } from '../../support/fixture-lines.ts'

const version = Type.Union([
  Type.Literal('10.10.7'),
  Type.Literal('10.11.11'),
  Type.Literal('12.0.0'),
])
const authorized = fixtureLines(
  'jellyfin-authorization.jsonl',
  Type.Object({
    version,
    legacy: Type.String(),
    label: Type.String(),
    method: Type.String(),
    path: Type.String(),
    headers: Type.Record(Type.String(), Type.String()),
    body: Type.Optional(Type.String()),
    status: Type.Number(),
  })
)
const pathsCalled = fixtureLines(
  'jellyfin-paths.jsonl',
  Type.Object({
    version,
    base: Type.String(),
    method: Type.String(),
    path: Type.String(),
    status: Type.Number(),
    location: Type.Union([Type.String(), Type.Null()]),
    allow: Type.Union([Type.String(), Type.Null()]),
  })
)

const tokens: Record<string, string> = {
  '{key}': '9a34f843b48e4a90952fe599c20a2c7c',
  '{KEY}': '9A34F843B48E4A90952FE599C20A2C7C',
  '{wrong}': 'f'.repeat(32),
  '{deleted}': 'd'.repeat(32),
  '{user}': '3cb5dd7de489458e9ccd3a032e3e35ad',
  '{admin}': '4910764f883345a49e862b488ed9ccb0',
  '{library}': libraryId('Movies'),
}
const fill = (text: string) => text.replace(/\{\w+\}/g, (name) => tokens[name] ?? name)
const servers = new Map<string, Jellyfin>()

/** One server for each way in which the recorded ones were set up. */
const serverFor = (options: {
  version: JellyfinVersion
  basePath?: string
  legacyAuthorization?: boolean
}): Jellyfin => {
  const key = JSON.stringify(options)
  const server =
    servers.get(key) ??
    startJellyfin({
      ...options,
      apiKey: fill('{key}'),
      users: [
        { name: 'bob', token: fill('{user}'), isAdministrator: false },
        { name: 'admin', token: fill('{admin}'), isAdministrator: true },
      ],
      libraries: [{ name: 'Movies', locations: ['/media/auth'] }],
      scanMs: 20,
    })
  servers.set(key, server)
  return server
}

afterAll(async () => {
  for (const server of servers.values()) await server.stop()
})

describe('who may call, on real servers and here', () => {
  test.each(
    authorized.map((call) => ({
      ...call,
      title: `${call.version}, legacy ${call.legacy}: ${call.label}: ${call.method} ${call.path}`,
    }))
  )('$title → $status', async ({ version, legacy, method, path, headers, body, status }) => {
    const server = serverFor({
      version,
      ...(legacy === 'default' ? {} : { legacyAuthorization: legacy === 'on' }),
    })
    const filled = Object.entries(headers).map(([name, value]): [string, string] => [
      name,
      fill(value),
    ])
    const answer = await fetch(`${server.url}${fill(path)}`, {
      method,
      headers: filled,
      ...(body === undefined ? {} : { body }),
    })
    expect(answer.status).toBe(status)
    const text = await answer.text()
    if (status === 401 || status === 403 || status === 204) expect(text).toBe('')
    expect(answer.headers.get('content-language')).toBe(version === '12.0.0' ? 'en-US' : null)
  })
})

describe('where a path leads, on real servers and here', () => {
  test.each(
    pathsCalled.map((call) => ({
      ...call,
      title: `${call.version}, base '${call.base}': ${call.method} ${call.path}`,
    }))
  )('$title → $status', async ({ version, base, method, path, status, location, allow }) => {
    const server = serverFor({ version, basePath: base })
    const answer = await rawCall({ port: Number(new URL(server.url).port), method, path })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('location')).toBe(location)
    if (path.toLowerCase().includes('library/refresh')) {
      expect(answer.headers.get('allow')).toBe(allow)
      expect(answer.body).toBe('')
    }
  })
})

/** A call over a plain socket: `fetch` makes one slash of two at the beginning of a path. */
const rawCall = ({ port, method, path }: { port: number; method: string; path: string }) =>
  new Promise<{ status: number; headers: Headers; body: string }>((resolve, reject) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => {
      const authorization = `Authorization: MediaBrowser Token="${fill('{key}')}"`
      socket.write(
        `${method} ${path} HTTP/1.1\r\nHost: localhost\r\n${authorization}\r\nConnection: close\r\n\r\n`
      )
    })
    socket.on('data', (chunk) => {
      text += chunk.toString()
    })
    socket.on('error', reject)
    socket.on('close', () => {
      const [head = '', body = ''] = text.split('\r\n\r\n')
      const [first = '', ...lines] = head.split('\r\n')
      const fields = lines.map((line) => line.split(/:\s*/, 2))
      const headers = new Headers(
        fields.map(([name = '', value = '']): [string, string] => [name, value])
      )
      resolve({ status: Number(first.split(' ')[1]), headers, body })
    })
  })

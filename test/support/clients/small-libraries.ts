import assert from 'node:assert/strict'
import { assertText, readJson } from './answer.ts'
import type { Client, Step } from './client.ts'
import { infoList } from './info-row.ts'
import { createProgram, type Program } from './program.ts'
import type { Stage } from './stage.ts'
import { sampleTorrent } from './torrent.ts'

const file = sampleTorrent('Library.File')
const plain = sampleTorrent('Library.Plain')

/** Habits of smaller libraries, one of each. */
export const smallLibraryClients = (): Client[] => [
  { name: 'smaller libraries', server: 'closed', steps: steps() },
]

const steps = (): Step[] => {
  let program: Program | null = null
  const on = (stage: Stage) => {
    program ??= createProgram(stage, 'okhttp/5.3.2')
    return program
  }
  const upload = (stage: Stage, { boundary, body }: { boundary: string; body: Buffer }) =>
    on(stage).send('torrents/add', {
      method: 'POST',
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      body: new Uint8Array(body),
    })
  return [
    [
      'ask for the preferences before any login',
      async (stage) => {
        assertText(await on(stage).get('app/preferences'), 'Forbidden', 403)
        await on(stage).logIn()
        assert.equal((await on(stage).get('app/preferences')).status, 200)
      },
    ],
    [
      'send a file as torrents[0], under the name that this has in a form',
      async (stage) => {
        const head =
          'Content-Disposition: form-data; name="torrents[0]"; filename="torrents%5B0%5D"\r\nContent-Type: application/octet-stream'
        const answer = await upload(stage, formOf([{ head, bytes: file.bytes }]))
        assertText(answer, 'Ok.')
        assert.equal((await stage.row(file.id))?.name, file.name)
      },
    ],
    [
      'send a file without a type, behind fields that nobody knows',
      async (stage) => {
        const parts = ['dummy', '_dummy', 'useAutoTMM', 'seedMode'].map((name) => ({
          head: `Content-Disposition: form-data; name="${name}"`,
          bytes: Buffer.from('true'),
        }))
        const head = 'Content-Disposition: form-data; name="file"; filename="Ünïcode — 片"'
        const answer = await upload(stage, formOf([...parts, { head, bytes: plain.bytes }]))
        assertText(answer, 'Ok.')
        assert.equal((await stage.row(plain.id))?.name, plain.name)
      },
    ],
    [
      'end a form with an ampersand, and read everything by POST',
      async (stage) => {
        const listed = await on(stage).send('torrents/info', {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: `hashes=${file.id}&`,
        })
        assert.deepEqual(
          readJson(infoList, listed).map(({ hash }) => hash),
          [file.id]
        )
      },
    ],
    [
      'log out by GET, which is refused as by the original, and by POST',
      async (stage) => {
        assert.equal((await on(stage).get('auth/logout')).status, 405)
        assert.equal((await on(stage).post('auth/logout')).status, 200)
        assertText(await on(stage).get('torrents/info'), 'Forbidden', 403)
      },
    ],
  ]
}

const formOf = (parts: { head: string; bytes: Uint8Array }[]) => {
  const boundary = 'a2b7d9c0-boundary'
  return {
    boundary,
    body: Buffer.concat([
      ...parts.flatMap(({ head, bytes }) => [
        Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`),
        bytes,
        Buffer.from('\r\n'),
      ]),
      Buffer.from(`--${boundary}--\r\n`),
    ]),
  }
}

import assert from 'node:assert/strict'
import { Type } from '@sinclair/typebox'
import { type Answer, assertText, readJson } from './answer.ts'
import { call, cookieOf } from './call.ts'
import type { Client, Step } from './client.ts'
import { infoList } from './info-row.ts'
import type { Stage } from './stage.ts'
import { transferAnswer } from './sync-answers.ts'
import { sampleTorrent } from './torrent.ts'

const file = sampleTorrent('Homepage.File')

/** Homepage's widget: one GET, and only after a 403 a login and the same GET again. */
export const homepageClients = (): Client[] => [
  { name: 'Homepage', server: 'closed', steps: [...steps(), ...sessionSteps()] },
  { name: 'Homepage, open server', server: 'open', steps: steps() },
]

/** What the widget's proxy does with one poll. `cookie` is its jar's, for the whole host. */
const createProxy = ({ url, credentials }: Stage, jar: { cookie: string | null }) => {
  const get = (path: string, cookie = jar.cookie) =>
    call(`${url}/api/v2/${path}`, { headers: cookie === null ? {} : { cookie } })
  return async (path: string): Promise<{ answer: Answer; logins: number }> => {
    const sent = jar.cookie
    const answer = await get(path)
    if (answer.status !== 403) return { answer, logins: 0 }
    const { username, password } = credentials ?? { username: '', password: '' }
    const login = await call(`${url}/api/v2/auth/login`, {
      method: 'POST',
      body: new URLSearchParams({ username, password }),
      headers: sent === null ? {} : { cookie: sent },
    })
    assert.deepEqual([login.status, login.text], [200, 'Ok.'])
    jar.cookie = cookieOf(login) ?? jar.cookie
    // The repeated call still has the cookies that the first one was made with.
    return { answer: await get(path, sent ?? jar.cookie), logins: 1 }
  }
}

const steps = (): Step[] => {
  const jar: { cookie: string | null } = { cookie: null }
  return [
    [
      'the first poll logs in where it must, and shows the list',
      async (stage) => {
        const { answer, logins } = await createProxy(stage, jar)('torrents/info')
        assert.equal(logins, stage.credentials === null ? 0 : 1)
        assert.deepEqual(readJson(infoList, answer), [])
      },
    ],
    [
      'the next poll needs no login, and sums up what it shows',
      async (stage) => {
        await stage.engine.control.add({ id: file.id, name: file.name, totalBytes: 900_000 })
        stage.engine.control.setSpeed(file.id, 50_000)
        await stage.until(file.id, ({ dlspeed }) => dlspeed > 0)
        const { answer, logins } = await createProxy(stage, jar)('torrents/info')
        const rows = readJson(infoList, answer)
        assert.deepEqual([rows.length, logins], [1, 0])
        assert.ok(rows.reduce((sum, { dlspeed, upspeed }) => sum + dlspeed + upspeed, 0) > 0)
        assert.equal(rows.filter(({ state }) => state.includes('DL')).length, 0)
        assert.equal(rows.filter(({ progress }) => progress === 1).length, 0)
      },
    ],
    [
      'a finished torrent counts as a seed',
      async (stage) => {
        await stage.finish(file.id)
        const { answer } = await createProxy(stage, jar)('torrents/info')
        assert.equal(readJson(infoList, answer).filter(({ progress }) => progress === 1).length, 1)
      },
    ],
    [
      'version 1.11 reads the speeds and the numbers of torrents',
      async (stage) => {
        const proxy = createProxy(stage, jar)
        readJson(transferAnswer, (await proxy('transfer/info')).answer)
        for (const path of ['torrents/count', 'torrents/count?filter=completed']) {
          const { answer } = await proxy(path)
          assertText(answer, '1')
          assert.equal(JSON.parse(answer.text), 1)
        }
        readJson(Type.Array(Type.Any()), (await proxy('torrents/info?filter=downloading')).answer)
      },
    ],
  ]
}

const sessionSteps = (): Step[] => [
  [
    'a stale session of ours or of another server costs one poll, and no more',
    async (stage) => {
      for (const cookie of ['SID=0000000000000000000000000000dead', 'SID=', 'theme=dark; SID=x']) {
        const jar = { cookie }
        const proxy = createProxy(stage, jar)
        assert.equal((await proxy('torrents/info')).answer.status, 403)
        const { answer, logins } = await proxy('torrents/info')
        assert.deepEqual([answer.status, logins], [200, 0])
      }
    },
  ],
  [
    'a restart of the server costs nothing',
    async (stage) => {
      const jar = { cookie: null }
      await createProxy(stage, jar)('torrents/info')
      await stage.restart()
      const { answer, logins } = await createProxy(stage, jar)('torrents/info')
      assert.deepEqual([answer.status, logins], [200, 0])
    },
  ],
]

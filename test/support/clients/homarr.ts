import assert from 'node:assert/strict'
import { QBittorrent } from '@ctrl/qbittorrent'
import type { Client, Step } from './client.ts'
import type { Stage } from './stage.ts'
import { sampleTorrent } from './torrent.ts'

/** How Homarr is told to prove itself. */
type Proof = 'password' | 'key'

const file = sampleTorrent('Homarr.File')
const MAGNET_ID = '7f3a0c4b1d2e5968a7b0c1d2e3f405162738495a'
const MAGNET = `magnet:?xt=urn:btih:${MAGNET_ID}&dn=Homarr.Magnet&tr=udp%3A%2F%2Ftracker.example.invalid%3A6969`

/** Homarr, by the library that it uses: a client of its own for each request. */
export const homarrClients = (): Client[] => [
  { name: 'Homarr, password', server: 'closed', steps: [refused, ...steps('password')] },
  { name: 'Homarr, API key', server: 'closed', steps: steps('key') },
  { name: 'Homarr, open server', server: 'open', steps: steps('password') },
]

const connect = ({ url, credentials }: Stage, proof: Proof): QBittorrent => {
  const { username, password, apiKey } = credentials ?? { username: 'any', password: 'any' }
  return new QBittorrent({
    baseUrl: url,
    ...(proof === 'password' ? { username, password } : { apiKey: apiKey ?? '' }),
  })
}

const refused: Step = [
  'a wrong password is refused',
  async ({ url }) => {
    const client = new QBittorrent({ baseUrl: url, username: 'admin', password: 'wrong' })
    await assert.rejects(client.login(), /Cookie not found/)
  },
]

const steps = (proof: Proof): Step[] => [
  [
    'test the connection',
    async (stage) => {
      const client = connect(stage, proof)
      assert.equal(await client.login(), true)
      assert.equal(await client.getAppVersion(), 'v4.6.0')
      assert.equal(client.state.version?.isVersion5OrHigher, false)
      assert.deepEqual(await client.listTorrents({ limit: 50 }), [])
    },
  ],
  [
    'add a file',
    async (stage) => {
      const added = await connect(stage, proof).normalizedAddTorrent(file.bytes, {
        label: 'homarr',
      })
      assert.deepEqual(
        [added.id, added.name, added.label, added.isCompleted],
        [file.id, file.name, 'homarr', false]
      )
      assert.equal(added.state, 'downloading')
    },
  ],
  [
    'add a magnet, paused',
    async (stage) => {
      const added = await connect(stage, proof).normalizedAddTorrent(MAGNET, { startPaused: true })
      assert.deepEqual([added.id, added.name, added.state], [MAGNET_ID, 'Homarr.Magnet', 'paused'])
    },
  ],
  [
    'list as many as it shows',
    async (stage) => {
      const listed = await connect(stage, proof).listTorrents({ limit: 1 })
      assert.equal(listed.length, 1)
    },
  ],
  [
    'read all data',
    async (stage) => {
      const { torrents, labels } = await connect(stage, proof).getAllData()
      assert.deepEqual(labels, [{ id: 'homarr', name: 'homarr', count: 1 }])
      for (const { dateAdded } of torrents) {
        assert.ok(Math.abs(Date.parse(dateAdded) - Date.now()) < 60_000)
      }
    },
  ],
  [
    'pause and resume one',
    async (stage) => {
      await connect(stage, proof).pauseTorrent(file.id)
      assert.equal((await connect(stage, proof).getTorrent(file.id)).state, 'paused')
      await connect(stage, proof).resumeTorrent(file.id)
      await stage.until(file.id, ({ state }) => state === 'downloading')
    },
  ],
  [
    'pause and resume all',
    async (stage) => {
      await connect(stage, proof).pauseTorrent('all')
      const { torrents } = await connect(stage, proof).getAllData()
      assert.deepEqual(
        torrents.map(({ state }) => state),
        ['paused', 'paused']
      )
      await connect(stage, proof).resumeTorrent('all')
      await stage.until(file.id, ({ state }) => state === 'downloading')
      await stage.until(MAGNET_ID, ({ state }) => state !== 'pausedDL')
    },
  ],
  [
    'show what has finished',
    async (stage) => {
      await stage.finish(file.id)
      const finished = await connect(stage, proof).getTorrent(file.id)
      assert.deepEqual(
        [finished.isCompleted, finished.progress, finished.state, finished.eta],
        [true, 1, 'seeding', 0]
      )
      assert.ok(Math.abs(Date.parse(finished.dateCompleted ?? '') - Date.now()) < 60_000)
    },
  ],
  [
    'delete',
    async (stage) => {
      await connect(stage, proof).removeTorrent(file.id, true)
      await connect(stage, proof).removeTorrent(MAGNET_ID)
      assert.deepEqual(await connect(stage, proof).listTorrents(), [])
    },
  ],
]

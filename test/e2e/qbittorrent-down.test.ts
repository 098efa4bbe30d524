import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { untilReady } from '../support/binary.ts'
import { assertText } from '../support/clients/answer.ts'
import type { CallOptions } from '../support/clients/call.ts'
import { joined, outcomeOfPoll, pollFor } from '../support/clients/polling.ts'
import { openStage, type Stage } from '../support/clients/stage.ts'
import { eventually } from '../support/eventually.ts'
import { createPlayer, type Player } from '../support/replay.ts'

/** What stands in a queue leaves it when one list is without it: there must be no such list. */
const expectWholeOrUnavailable = (outcomes: string[], whole: string) => {
  for (const outcome of outcomes) expect([whole, 'unavailable']).toContain(outcome)
}

const recordings = ['sonarr', 'radarr'] as const
const LATE = 'grab a file to be imported'

let stage: Stage
let players: Player[]
let queues: string[]

const openWith = async (options: Parameters<typeof openStage>[1] = {}) => {
  stage = await openStage('closed', options)
  players = recordings.map((recording) => createPlayer({ recording, stage, sendsBasic: false }))
  for (const player of players) {
    await player.play('grab a magnet')
    await player.play('grab a file')
    await player.play('poll, first call')
  }
  queues = players.map(({ idsOf }) => joined([...idsOf('grab a magnet'), ...idsOf('grab a file')]))
}
const poll = async (index: number) =>
  outcomeOfPoll((await players[index]?.play('poll, session known')) ?? [])
const pollBothFor = (ms: number) =>
  Promise.all(recordings.map((_, index) => pollFor(() => poll(index), ms)))
const pollBoth = () => Promise.all(recordings.map((_, index) => poll(index)))
const expectBothWhole = async () => {
  await eventually(async () => !(await pollBoth()).includes('unavailable'))
  expect(await pollBoth()).toEqual(queues)
}
/** Sonarr and Radarr grab another torrent each, and have it in their queues at once. */
const expectGrabs = async () => {
  for (const player of players) await player.play(LATE)
  queues = queues.map((queue, index) =>
    joined([...queue.split(' '), ...(players[index]?.idsOf(LATE) ?? [])])
  )
  expect(await pollBoth()).toEqual(queues)
}

describe('an engine that dies', () => {
  beforeAll(() => openWith())
  afterAll(() => stage.stop())

  test('takes nothing out of the queues of Sonarr and Radarr', async () => {
    expect(await pollBoth()).toEqual(queues)
    await stage.engine.control.kill()
    for (const [index, outcomes] of (await pollBothFor(4000)).entries()) {
      expectWholeOrUnavailable(outcomes, queues[index] ?? '')
    }
  })

  test('leaves what needs no engine as it was', async () => {
    assertText(await stage.ask('app/version'), 'v4.6.0')
    assertText(await stage.ask('app/webapiVersion'), '2.9.2')
    expect((await stage.ask('torrents/categories')).status).toBe(200)
  })

  test('makes a grab fail, so that it is tried again, and nothing is kept of it', async () => {
    for (const player of players) {
      const { answer } = (await player.play(LATE)).at(-1) ?? {}
      expect(answer?.status).toBe(503)
      expect(answer?.headers.get('content-type')).toStartWith('text/plain')
      expect(answer?.text).not.toBe('Fails.')
    }
  })

  test('invents no pieces', async () => {
    const hash = queues[0]?.split(' ')[0] ?? ''
    expect((await stage.ask(`torrents/pieceStates?hash=${hash}`)).status).toBe(503)
  })

  test('makes what is to be done to torrents fail, rather than seem done', async () => {
    const hashes = queues.join(' ').replaceAll(' ', '|')
    for (const [path, fields] of [
      ['torrents/delete', { hashes, deleteFiles: 'true' }],
      ['torrents/setCategory', { hashes, category: '' }],
      ['torrents/pause', { hashes }],
    ] as const) {
      const answer = await stage.ask(path, { method: 'POST', body: new URLSearchParams(fields) })
      expect([path, answer.status]).toEqual([path, 503])
    }
  })

  test('is a failure and no empty list to a service that starts without it', async () => {
    await stage.restart('health')
    expect(await pollBothFor(1500)).toEqual([['unavailable'], ['unavailable']])
  })

  test('is followed when it is back: all is there, in its category, and more can come', async () => {
    await stage.engine.control.restart()
    await untilReady(stage.service())
    await expectBothWhole()
    await expectGrabs()
  })
})

describe('an engine that hangs', () => {
  beforeAll(() => openWith({ repositoryHangMs: 30_000 }))
  afterAll(() => stage.stop())

  test('takes nothing out of a queue, and holds no poll up for long', async () => {
    stage.engine.control.setRecordsLost(true)
    const startedAt = performance.now()
    for (const [index, outcomes] of (await pollBothFor(6000)).entries()) {
      expectWholeOrUnavailable(outcomes, queues[index] ?? '')
    }
    // The last poll may begin in the last moment; a program gives up after 5 s at the earliest.
    expect(performance.now() - startedAt).toBeLessThan(6000 + 5000)
  })

  test('holds up no other call for longer either', async () => {
    const hash = queues[0]?.split(' ')[0] ?? ''
    const body = new URLSearchParams({
      hashes: hash,
      hash,
      category: 'tv-sonarr',
      tags: 'hd',
      limit: '0',
    })
    const ask = async (path: string, options: CallOptions = {}) => {
      const startedAt = performance.now()
      const { status } = await stage.ask(path, options)
      return { path, status, isInTime: performance.now() - startedAt < 5500 }
    }
    const reads = ['properties', 'files', 'pieceStates', 'trackers']
    const writes = ['pause', 'resume', 'setCategory', 'addTags', 'setUploadLimit', 'reannounce']
    const outcomes = await Promise.all([
      ...reads.map((name) => ask(`torrents/${name}?hash=${hash}`)),
      ...writes.map((name) => ask(`torrents/${name}`, { method: 'POST', body })),
    ])
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ isInTime: true })
      expect([200, 503]).toContain(outcome.status)
    }
  })

  test('is followed when it answers again', async () => {
    stage.engine.control.setRecordsLost(false)
    await expectBothWhole()
    await expectGrabs()
  })
})

describe('an engine whose database is away', () => {
  beforeAll(() => openWith({ repositoryHangMs: 50 }))
  afterAll(() => stage.stop())

  test('answers errors, of which none becomes an empty list', async () => {
    stage.engine.control.setRecordsLost(true)
    for (const [index, outcomes] of (await pollBothFor(3500)).entries()) {
      expectWholeOrUnavailable(outcomes, queues[index] ?? '')
    }
    stage.engine.control.setRecordsLost(false)
    await expectBothWhole()
  })
})

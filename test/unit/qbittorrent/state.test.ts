import { describe, expect, test } from 'bun:test'
import { isComplete } from '../../../src/domain.ts'
import { type Finished, type State, stateOf, states } from '../../../src/qbittorrent/state.ts'
import { completed, createRandom, downloading, type Facts, randomTorrent } from './inventory.ts'

const magnet: Facts = { status: 'pending', totalBytes: 0, doneBytes: 0, downloadSpeed: 0 }

describe('an unfinished torrent', () => {
  test.each<[string, Facts, State]>([
    ['that downloads', {}, 'downloading'],
    ['without a session', { session: null }, 'downloading'],
    ['that gets no byte', { downloadSpeed: 0 }, 'downloading'],
    ['that had neither a byte nor a peer for a minute', { isStalled: true }, 'stalledDL'],
    ['stalled, without a session', { isStalled: true, session: null }, 'stalledDL'],
    ['that is verified', { session: { phase: 'verifying' } }, 'checkingDL'],
    ['that is being played', { session: { mode: 'focused' } }, 'downloading'],
    ['while another is played', { session: { mode: 'paused' } }, 'queuedDL'],
    ['in a mode that nobody knows', { session: { mode: 'unknown', phase: null } }, 'downloading'],
    ['that is stopped', { status: 'stopped', session: null }, 'pausedDL'],
    ['that its session alone knows to be stopped', { session: { mode: 'stopped' } }, 'pausedDL'],
    ['in error', { status: 'error' }, 'error'],
    ['in error, with all its bytes', { status: 'error', doneBytes: 1000 }, 'error'],
  ])('%s', (_, facts, state) => {
    expect(stateOf(downloading(1, facts), 'keep')).toBe(state)
  })
})

describe('a torrent without metadata', () => {
  test.each<[string, Facts, State]>([
    ['waits for it', magnet, 'metaDL'],
    ['waits for it anew after a restart', { status: 'pending' }, 'metaDL'],
    ['waits for it, once it was started again', { ...magnet, status: 'active' }, 'metaDL'],
    ['waits, without a session', { ...magnet, session: null }, 'metaDL'],
    [
      'is paused where a program paused it',
      { ...magnet, session: null, note: { isHeld: true } },
      'pausedDL',
    ],
    [
      'is not, where somebody has started it since',
      { ...magnet, note: { isHeld: true } },
      'metaDL',
    ],
    ['is paused where its session is', { ...magnet, session: { mode: 'stopped' } }, 'pausedDL'],
    ['goes on where it was started past us', { note: { isHeld: true } }, 'downloading'],
  ])('%s', (_, facts, state) => {
    expect(stateOf(downloading(1, facts), 'keep')).toBe(state)
  })
})

describe('a torrent that waits', () => {
  const file: Facts = { status: 'pending', doneBytes: 0, session: null }
  test.each<[string, Facts, State]>([
    ['for its turn', { ...file, wait: 'queue' }, 'queuedDL'],
    ['for its turn, a magnet', { ...magnet, wait: 'queue' }, 'queuedDL'],
    [
      'for its turn, to be added paused',
      { ...file, wait: 'queue', note: { isHeld: true } },
      'pausedDL',
    ],
    ['to be taken, a magnet', { ...magnet, wait: 'taking' }, 'metaDL'],
    ['to be taken, a file', { ...file, wait: 'taking' }, 'queuedDL'],
    ['for a session', { session: null, wait: 'session' }, 'queuedDL'],
    [
      'for a session, still stopped',
      { status: 'stopped', session: null, wait: 'session' },
      'queuedDL',
    ],
    ['for a session in vain: it is complete', { doneBytes: 1000, wait: 'session' }, 'uploading'],
    ['for its owner', { ...magnet, wait: 'owner' }, 'error'],
  ])('%s', (_, facts, state) => {
    expect(stateOf(downloading(1, facts), 'keep')).toBe(state)
  })
})

describe('a finished torrent', () => {
  test.each<[string, Facts, State, State]>([
    ['is kept or handed over', {}, 'uploading', 'pausedUP'],
    ['by its bytes', { status: 'active', session: {} }, 'uploading', 'pausedUP'],
    ['by its status', { doneBytes: 0 }, 'uploading', 'pausedUP'],
    ['that is stopped', { status: 'stopped' }, 'pausedUP', 'pausedUP'],
    ['that is verified', { session: { phase: 'verifying' } }, 'checkingUP', 'checkingUP'],
    ['that lost its metadata', { status: 'pending' }, 'uploading', 'pausedUP'],
  ])('%s', (_, facts, kept, handedOver) => {
    expect(stateOf(completed(1, facts), 'keep')).toBe(kept)
    expect(stateOf(completed(1, facts), 'hand-over')).toBe(handedOver)
  })
})

describe('of 20,000 torrents of any kind', () => {
  const random = createRandom(1)
  const torrents = Array.from({ length: 20_000 }, (_, number) => randomTorrent(number, random))
  const statesOf = (finished: Finished) => torrents.map((torrent) => stateOf(torrent, finished))

  test('each has a word that is known, and each word is used', () => {
    const words = new Set([...statesOf('keep'), ...statesOf('hand-over')])
    expect([...words].sort()).toEqual([...states].sort())
  })

  test('those that are complete, and no others, are told as finished', () => {
    const isFinished = (state: State) => state.endsWith('UP') || state === 'uploading'
    for (const torrent of torrents) {
      const state = stateOf(torrent, 'keep')
      if (state !== 'error') expect(isFinished(state)).toBe(isComplete(torrent))
    }
  })

  test('what becomes of finished ones changes nothing of the others', () => {
    for (const torrent of torrents) {
      if (isComplete(torrent)) continue
      expect(stateOf(torrent, 'hand-over')).toBe(stateOf(torrent, 'keep'))
    }
  })
})

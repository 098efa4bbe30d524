import { describe, expect, test } from 'bun:test'
import type { Torrent } from '../../../src/domain.ts'
import type { SessionLook } from '../../../src/torrents/catalog/session.ts'
import {
  joinSession,
  noSightings,
  type Sightings,
  seeSessions,
} from '../../../src/torrents/catalog/sightings.ts'

const ID = 'dbeecb6c86c096da10d2c46b0c68ddd91ca7f893'
const torrent = (changes: Partial<Torrent> = {}): Torrent => ({
  id: ID,
  name: 'Some.Show',
  status: 'active',
  totalBytes: 10_000,
  doneBytes: 4000,
  createdAt: 1795376824,
  updatedAt: 1795376889,
  tags: [],
  ...changes,
})
const session = (changes: Partial<SessionLook> = {}): SessionLook => ({
  id: ID,
  mode: 'downloading',
  phase: 'downloading',
  peers: 2,
  progress: 0.5,
  fileBytes: 5000,
  ...changes,
})

type Look = { at: number; record?: Partial<Torrent>; sessions: SessionLook[] | null }

/** What the one torrent looks like after these looks. */
const after = (...looks: Look[]) => {
  let sightings: Sightings = noSightings
  let seen: ReturnType<typeof joinSession>[] = []
  for (const { at, record, sessions } of looks) {
    const torrents = [torrent(record)]
    sightings = seeSessions(sightings, { at, torrents, sessions })
    seen = torrents.map((torrent) => joinSession(torrent, sightings))
  }
  return seen[0]
}

describe('a torrent with a session', () => {
  test('has the bytes of the session, which can be fewer than its record says', () => {
    const seen = after({ at: 0, record: { doneBytes: 9000 }, sessions: [session()] })
    expect(seen).toMatchObject({
      session: { mode: 'downloading', phase: 'downloading', peers: 2 },
      doneBytes: 5000,
      downloadSpeed: 0,
    })
  })

  test('has its share of the total where the session tells no files', () => {
    const seen = after({ at: 0, sessions: [session({ fileBytes: null, progress: 0.25 })] })
    expect(seen?.doneBytes).toBe(2500)
  })

  test.each([
    ['more files than the total', { fileBytes: 99_999 }, 10_000],
    ['a share above one', { fileBytes: null, progress: 1.5 }, 10_000],
    ['a share below zero', { fileBytes: null, progress: -1 }, 0],
  ])('stays within its total with %s', (_, changes, expected) => {
    expect(after({ at: 0, sessions: [session(changes)] })?.doneBytes).toBe(expected)
  })

  test('has a speed after the second look', () => {
    const seen = after(
      { at: 0, sessions: [session({ fileBytes: 1000 })] },
      { at: 2000, sessions: [session({ fileBytes: 5000 })] }
    )
    expect(seen?.downloadSpeed).toBe(2000)
  })

  test('has no speed from what its record was behind before the session', () => {
    const seen = after(
      { at: 0, record: { doneBytes: 1000 }, sessions: [] },
      { at: 2000, sessions: [session({ fileBytes: 9000 })] }
    )
    expect(seen?.downloadSpeed).toBe(0)
  })

  test('has no speed from bytes that were only verified, nor from the jump behind them', () => {
    const verifying = (fileBytes: number) => session({ phase: 'verifying', fileBytes })
    const looks: Look[] = [
      { at: 0, sessions: [verifying(1000)] },
      { at: 2000, sessions: [verifying(8000)] },
    ]
    expect(after(...looks)).toMatchObject({ doneBytes: 8000, downloadSpeed: 0 })
    expect(after(...looks, { at: 4000, sessions: [session({ fileBytes: 9000 })] })).toMatchObject({
      downloadSpeed: 0,
    })
  })

  test('starts anew when it was deleted and added again between two looks', () => {
    const seen = after(
      { at: 0, sessions: [session({ fileBytes: 1000 })] },
      { at: 2000, record: { createdAt: 1795376999 }, sessions: [session({ fileBytes: 5000 })] }
    )
    expect(seen?.downloadSpeed).toBe(0)
  })

  test('whose record is completed has all its bytes and no speed', () => {
    const seen = after(
      { at: 0, sessions: [session({ fileBytes: 1000 })] },
      {
        at: 2000,
        record: { status: 'completed', doneBytes: 10_000 },
        sessions: [session({ fileBytes: 9700 })],
      }
    )
    expect(seen).toMatchObject({ doneBytes: 10_000, downloadSpeed: 0 })
  })
})

describe('a torrent without a session', () => {
  test('has the bytes of its record and no speed', () => {
    expect(after({ at: 0, sessions: [] })).toMatchObject({
      session: null,
      doneBytes: 4000,
      downloadSpeed: 0,
    })
  })
})

describe('when the sessions cannot be listed', () => {
  const before: Look[] = [
    { at: 0, sessions: [session({ fileBytes: 1000 })] },
    { at: 2000, sessions: [session({ fileBytes: 5000 })] },
  ]

  test('those of the look before stay, with their speed', () => {
    expect(after(...before, { at: 4000, sessions: null })).toMatchObject({
      session: { mode: 'downloading' },
      doneBytes: 5000,
      downloadSpeed: 2000,
    })
  })

  test('they are given up after ten seconds', () => {
    expect(
      after(...before, { at: 12_000, sessions: null }, { at: 12_001, sessions: null })
    ).toMatchObject({ session: null, doneBytes: 4000, downloadSpeed: 0 })
  })

  test('the next speed counts from the last look that had them', () => {
    const seen = after(
      ...before,
      { at: 4000, sessions: null },
      { at: 6000, sessions: [session({ fileBytes: 7000 })] }
    )
    expect(seen?.downloadSpeed).toBe(500)
  })
})

describe('whether the sessions are known', () => {
  const look = (before: Sightings, at: number, sessions: SessionLook[] | null) =>
    seeSessions(before, { at, torrents: [torrent()], sessions })

  test('is said before the first look, after one, and for ten seconds without another', () => {
    expect(noSightings.isKnown).toBe(false)
    expect(look(noSightings, 0, null).isKnown).toBe(false)
    const known = look(noSightings, 0, [])
    expect(known.isKnown).toBe(true)
    expect(look(known, 10_000, null).isKnown).toBe(true)
    const unknown = look(known, 10_001, null)
    expect(unknown.isKnown).toBe(false)
    expect(look(unknown, 10_002, []).isKnown).toBe(true)
  })
})

test('a session without a record is no torrent', () => {
  const sightings = seeSessions(noSightings, { at: 0, torrents: [], sessions: [session()] })
  expect(sightings.baselines.size).toBe(0)
})

describe('a torrent whose session is no longer listed', () => {
  const finished = session({ mode: 'completed', phase: null, peers: 0, fileBytes: 10_000 })

  test('stays complete until its record can say so', () => {
    const looks = [
      { at: 0, sessions: [finished] },
      { at: 2000, sessions: [] },
    ]
    expect(after(...looks)).toMatchObject({ session: null, doneBytes: 10_000, downloadSpeed: 0 })
    expect(after(...looks, { at: 16_000, sessions: [] })?.doneBytes).toBe(10_000)
  })

  test('is what its record says after fifteen seconds: the engine has thrown it out', () => {
    const gone = { at: 2000, sessions: [] }
    const seen = after({ at: 0, sessions: [finished] }, gone, { at: 17_001, sessions: [] })
    expect(seen?.doneBytes).toBe(4000)
  })

  test('is not mixed up with one of the same hash that was added after it', () => {
    const gone = { at: 2000, sessions: [] }
    const anew = { at: 4000, record: { createdAt: 1795376999, doneBytes: 0 }, sessions: [] }
    expect(after({ at: 0, sessions: [finished] }, gone, anew)?.doneBytes).toBe(0)
  })

  test('is what a new session says, which begins at zero', () => {
    const gone = { at: 2000, sessions: [] }
    const anew = { at: 4000, sessions: [session({ fileBytes: 0 })] }
    expect(after({ at: 0, sessions: [session()] }, gone, anew)?.doneBytes).toBe(0)
  })
})

import { describe, expect, test } from 'bun:test'
import type { Torrent } from '../../../src/domain.ts'
import type { Session } from '../../../src/torrents/catalog/session.ts'
import type { CatalogTorrent } from '../../../src/torrents/catalog/sightings.ts'
import {
  hasLostSession,
  isStalled,
  type Movement,
  mayBeDone,
  seeMovement,
} from '../../../src/torrents/inventory/movement.ts'
import { torrent } from '../../support/torrents.ts'

const MINUTE = 60_000
const NOON = Date.UTC(2026, 10, 22, 12)
const open: Session = { mode: 'downloading', phase: 'downloading', peers: 0 }
const look = (facts: Partial<Torrent & { session: Session | null }> = {}): CatalogTorrent => ({
  ...torrent(1, { status: 'active', doneBytes: 0 }),
  session: open,
  downloadSpeed: 0,
  ...facts,
})

/** What is known after looks at these moments, in milliseconds, and what the last one showed. */
const after = (...looks: { at: number; seen?: CatalogTorrent; areSessionsKnown?: boolean }[]) => {
  let movement: Movement | undefined
  for (const { at, seen = look(), areSessionsKnown = true } of looks) {
    movement = seeMovement(movement, seen, { at, now: NOON + at, areSessionsKnown })
  }
  const { at, seen = look() } = looks.at(-1) ?? expect.unreachable()
  const known = movement ?? expect.unreachable()
  return {
    ...known,
    isStalled: isStalled(seen, known, at),
    hasLostSession: hasLostSession(seen, known, at),
    mayBeDone: mayBeDone(seen, known, at),
  }
}

describe('a torrent is stalled', () => {
  test('a minute after it last had a byte or a peer, and not before', () => {
    expect(after({ at: 0 }, { at: MINUTE - 1 }).isStalled).toBe(false)
    expect(after({ at: 0 }, { at: MINUTE }).isStalled).toBe(true)
  })

  test.each<[string, CatalogTorrent]>([
    ['it got a byte', look({ doneBytes: 1 })],
    ['it has a peer', look({ session: { ...open, peers: 1 } })],
    ['it is stopped', look({ status: 'stopped' })],
    ['it has lost its session', look({ session: null })],
    ['it waits for its metadata', look({ status: 'pending' })],
    ['it is complete', look({ status: 'completed', doneBytes: 1000 })],
  ])('not when %s', (_, seen) => {
    expect(after({ at: 0 }, { at: MINUTE, seen }).isStalled).toBe(false)
  })

  test('not while nobody knows its session, nor for a minute afterwards', () => {
    const unknown = { seen: look({ session: null }), areSessionsKnown: false }
    expect(after({ at: 0 }, { at: MINUTE, ...unknown }).isStalled).toBe(false)
    expect(after({ at: MINUTE, ...unknown }, { at: 2 * MINUTE - 1 }).isStalled).toBe(false)
    expect(after({ at: MINUTE, ...unknown }, { at: 2 * MINUTE }).isStalled).toBe(true)
  })

  test('no more as soon as a byte comes', () => {
    const seen = look({ doneBytes: 1 })
    expect(after({ at: 0 }, { at: MINUTE }, { at: MINUTE + 1, seen }).isStalled).toBe(false)
  })
})

describe('the last byte', () => {
  test('came when a look found more than the one before', () => {
    expect(after({ at: 0 }).lastByteAt).toBeNull()
    expect(after({ at: 0 }, { at: 5000 }).lastByteAt).toBeNull()
    const looks = [{ at: 0 }, { at: 5900, seen: look({ doneBytes: 7 }) }]
    expect(after(...looks).lastByteAt).toBe(NOON / 1000 + 5)
    const later = { at: 9000, seen: look({ doneBytes: 7 }) }
    expect(after(...looks, later).lastByteAt).toBe(NOON / 1000 + 5)
  })

  test('did not come where the record, which is ahead of the disk, stands in for the session', () => {
    const seen = look({ session: null, doneBytes: 500 })
    const looks = [
      { at: 0, seen: look({ doneBytes: 100 }) },
      { at: 1000, seen },
    ]
    expect(after(...looks).lastByteAt).toBeNull()
  })
})

describe('a torrent without a session', () => {
  const seen = look({ session: null })

  test('has lost it after a minute', () => {
    expect(after({ at: 0 }, { at: 5, seen }, { at: MINUTE, seen }).hasLostSession).toBe(false)
    expect(after({ at: 0 }, { at: 5, seen }, { at: MINUTE + 5, seen }).hasLostSession).toBe(true)
  })

  test('has lost it when it waited for its metadata, too', () => {
    const pending = look({ session: null, status: 'pending' })
    const looks = [
      { at: 0, seen: pending },
      { at: MINUTE, seen: pending },
    ]
    expect(after(...looks).hasLostSession).toBe(true)
  })

  test.each<[string, CatalogTorrent]>([
    ['stopped', look({ session: null, status: 'stopped' })],
    ['completed', look({ session: null, status: 'completed' })],
    ['in error', look({ session: null, status: 'error' })],
  ])('has not lost it when it is %s', (_, other) => {
    const known = after({ at: 0, seen: other }, { at: 2 * MINUTE, seen: other })
    expect(known).toMatchObject({ hasLostSession: false, mayBeDone: false })
  })

  test('has not lost it when it is complete by its bytes, though its record must say so', () => {
    const complete = look({ session: null, doneBytes: 1000 })
    const known = after({ at: 0, seen: complete }, { at: 2 * MINUTE, seen: complete })
    expect(known.hasLostSession).toBe(false)
    expect(after({ at: 0 }, { at: 1000, seen: complete }).mayBeDone).toBe(true)
  })

  test('has not lost it while nobody knows, and the minute begins anew afterwards', () => {
    const unknown = { seen, areSessionsKnown: false }
    const looks = [
      { at: 0, seen },
      { at: MINUTE, ...unknown },
    ]
    expect(after(...looks).hasLostSession).toBe(false)
    const again = [...looks, { at: MINUTE + 5, seen }]
    expect(after(...again, { at: 2 * MINUTE, seen }).hasLostSession).toBe(false)
    expect(after(...again, { at: 2 * MINUTE + 5, seen }).hasLostSession).toBe(true)
  })

  test('may be done for fifteen seconds: its record says so at the next sync', () => {
    expect(after({ at: 0 }, { at: 1000, seen }).mayBeDone).toBe(true)
    expect(after({ at: 0 }, { at: 0, seen }, { at: 14_999, seen }).mayBeDone).toBe(true)
    expect(after({ at: 0 }, { at: 0, seen }, { at: 15_000, seen }).mayBeDone).toBe(false)
    expect(after({ at: 0 }).mayBeDone).toBe(false)
  })
})

import { describe, expect, test } from 'bun:test'
import { announcementOf } from '../../../../src/admin/head/announcement.ts'
import { statusSentence } from '../../../../src/admin/head/status-sentence.ts'
import type { DependencyState } from '../../../../src/lib/dependency.ts'
import { refreshState } from '../../../support/states.ts'
import { ago, factsOf, type Given, MINUTE, NOW, paused } from './tell.ts'

const announce = (given: Given = {}) => {
  const facts = factsOf(given)
  return announcementOf(statusSentence(facts), facts)
}

const fault = { code: 'timeout', since: ago(MINUTE) } as const
const retry = (seconds: number) =>
  refreshState({
    phase: 'retry',
    owed: 1,
    owedSince: ago(MINUTE),
    fault,
    nextTryAt: NOW + seconds * 1000,
  })
const about = (given: Given) => announce(given).about

describe('what is read out', () => {
  test('is the sentence', () => {
    expect(announce({ jellyfin: retry(5) }).words).toStartWith('Jellyfin has been owed a refresh')
    expect(announce({ jellyfin: paused() }).words).toEndWith('.')
  })

  test('is nothing new while only a time goes on', () => {
    expect(about({ jellyfin: retry(5) })).toBe(about({ jellyfin: retry(4), now: NOW + MINUTE }))
    const away: DependencyState = { status: 'down', since: ago(MINUTE), hasAnswered: true }
    expect(about({ engine: away })).toBe(about({ engine: away, now: NOW + MINUTE }))
  })

  test('is open while something is tried again, and not while it is tried first', () => {
    expect(about({ jellyfin: refreshState({ phase: 'asking', owed: 1, fault }) })).toBeNull()
    expect(about({ jellyfin: refreshState({ phase: 'asking', owed: 1 }) })).not.toBeNull()
  })

  test('is one thing from the end of a download until its refresh', () => {
    const [quiet, ...later] = (['quiet', 'pause', 'asking', 'scan'] as const).map((phase) =>
      about({ jellyfin: refreshState({ phase, owed: 1 }) })
    )
    for (const one of later) expect(one).toBe(quiet ?? '')
    expect(about({})).not.toBe(quiet ?? '')
  })

  test('is new where something else is wrong, or with somebody else', () => {
    const all = [
      about({}),
      about({ jellyfin: retry(5) }),
      about({ emby: retry(5) }),
      about({ jellyfin: paused() }),
      about({ jellyfin: paused('forbidden') }),
      about({ jellyfin: paused(), emby: paused() }),
      about({ engine: { status: 'down', since: ago(MINUTE), hasAnswered: true } }),
      about({ store: { status: 'down', since: ago(MINUTE), hasAnswered: true } }),
    ]
    expect(new Set(all).size).toBe(all.length)
  })
})

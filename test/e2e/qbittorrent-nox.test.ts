import { beforeAll, describe, expect, test } from 'bun:test'
import { meantDifferences } from '../fixtures/meant-differences.ts'
import type { ApiCall } from '../support/api-call.ts'
import { describeWithQbittorrent } from '../support/describe-with-qbittorrent.ts'
import { isMeant } from '../support/meant-difference.ts'
import { addingCalls } from './qbittorrent-nox/calls-adding.ts'
import { applicationCalls } from './qbittorrent-nox/calls-application.ts'
import { changingCalls, detailCalls, locationCalls } from './qbittorrent-nox/calls-changing.ts'
import { labelCalls, labellingCalls } from './qbittorrent-nox/calls-labels.ts'
import { readingCalls } from './qbittorrent-nox/calls-reading.ts'
import { loginCalls, logoutCalls, openCalls } from './qbittorrent-nox/calls-session.ts'
import { deletingCalls, wholeCalls } from './qbittorrent-nox/calls-whole.ts'
import { compare, type FoundDifference } from './qbittorrent-nox/compare.ts'

const closedCalls = [
  ...loginCalls,
  ...applicationCalls,
  ...labelCalls,
  ...addingCalls,
  ...readingCalls,
  ...labellingCalls,
  ...changingCalls,
  ...detailCalls,
  ...locationCalls,
  ...wholeCalls,
  ...deletingCalls,
  ...logoutCalls,
]

/** Calls by their addresses, such as `torrents/info`. */
const byAddress = (calls: readonly ApiCall[]) =>
  Map.groupBy(calls, ({ path }) => path.replace(/\?.*/, ''))

const isUnmeant = (found: FoundDifference) =>
  !meantDifferences.some((meant) => isMeant(found, meant))

describeWithQbittorrent('beside a real qBittorrent', (path) => {
  let closed: FoundDifference[] = []
  let open: FoundDifference[] = []

  beforeAll(async () => {
    closed = await compare({ path, needsLogin: true, calls: closedCalls })
    open = await compare({ path, needsLogin: false, calls: openCalls })
  })

  const groups = [
    { name: 'with a password', calls: closedCalls, differences: () => closed },
    { name: 'without a password', calls: openCalls, differences: () => open },
  ]
  for (const { name, calls, differences } of groups) {
    describe(name, () => {
      test('no two calls are of one name', () => {
        expect(new Set(calls.map((call) => call.name)).size).toBe(calls.length)
      })

      for (const [address, those] of byAddress(calls)) {
        const names = new Set(those.map((call) => call.name))
        test(`${address} is answered alike ${names.size} times, but where it is meant`, () => {
          const found = differences().filter(({ call }) => names.has(call))
          expect(found.filter(isUnmeant)).toEqual([])
        })
      }
    })
  }

  describe('a difference that is meant is there:', () => {
    for (const meant of meantDifferences) {
      const places = Object.keys(meant.places)
      test(`${meant.calls}, ${places.slice(0, 3)}: ${meant.reason}`, () => {
        const found = [...closed, ...open].filter((one) => isMeant(one, meant))
        const missing = places.filter((at) => !found.some((one) => one.at === at))
        expect(missing).toEqual([])
      })
    }
  })
})

import { describe, expect, test } from 'bun:test'
import { scanStateOf } from '../../../src/mediaserver/scheduled-tasks.ts'

const scan = (fields: object) => ({ Key: 'RefreshLibrary', State: 'Idle', ...fields })
const result = (fields: object = {}) => ({
  LastExecutionResult: {
    StartTimeUtc: '2026-11-22T15:33:12.7234029Z',
    EndTimeUtc: '2026-11-22T15:33:14.7352297Z',
    Status: 'Completed',
    ...fields,
  },
})
const startedAt = Date.UTC(2026, 10, 22, 15, 33, 12, 723)
const endedAt = Date.UTC(2026, 10, 22, 15, 33, 14, 735)
const other = { Key: 'Other', State: 'Running', ...result() }

describe('the scheduled tasks', () => {
  test('hide no scan behind a state that is not known, a hole, or an idle twin', () => {
    const running = scan({ State: 'Weird', CurrentProgressPercentage: 7 })
    expect(scanStateOf([null, scan({}), running])).toEqual({
      isRunning: true,
      percentage: 7,
      last: null,
    })
    expect(scanStateOf([scan({}), other])).toEqual({ isRunning: false, last: null })
  })

  test.each([
    ['Completed', 'completed'],
    ['Failed', 'failed'],
    ['Cancelled', 'cancelled'],
    ['Aborted', 'aborted'],
    ['Postponed', 'unknown'],
    [undefined, 'unknown'],
  ])('tell of the last scan, which ended %s', (Status, status) => {
    const { last } = scanStateOf([other, scan(result({ Status }))])
    expect(last).toMatchObject({ startedAt, endedAt, status })
  })

  test('tell of it while the next one runs, and of the newest of two', () => {
    const older = result({ StartTimeUtc: '2026-11-22T14:00:00Z', Status: 'Failed' })
    const tasks = [scan(older), scan({ State: 'Running', ...result() })]
    expect(scanStateOf(tasks)).toEqual({
      isRunning: true,
      percentage: null,
      last: { startedAt, endedAt, status: 'completed' },
    })
  })

  test('are in UTC without a zone, and a result that is none is no obstacle', () => {
    const bare = result({ StartTimeUtc: '2026-11-22T15:33:12.7234029' })
    expect(scanStateOf([scan(bare)]).last?.startedAt).toBe(startedAt)
    for (const LastExecutionResult of [null, 'x', {}, { StartTimeUtc: 'x', EndTimeUtc: 'y' }]) {
      const tasks = [scan({ State: 'Running', LastExecutionResult })]
      expect(scanStateOf(tasks)).toMatchObject({ isRunning: true, last: null })
    }
  })
})

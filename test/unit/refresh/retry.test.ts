import { describe, expect, test } from 'bun:test'
import { deservesAnotherPost, nextTry, type Trouble } from '../../../src/refresh/retry.ts'
import { type FailureCode, Misconfigured, Unavailable } from '../../../src/upstream-error.ts'
import { timings } from '../../support/timings.ts'

const failed = (code: FailureCode, retryAfterMs?: number) =>
  new Unavailable('it failed', { code, retryAfterMs })
const next = (code: FailureCode, given: Partial<Parameters<typeof nextTry>[0]> = {}) =>
  nextTry({ failure: failed(code), trouble: null, timings, monotonic: 0, random: 1, ...given })
const rounds = (count: number): Trouble => ({ rounds: count, notFoundSince: null })

describe('after a refresh that failed', () => {
  test('the pauses double from 2 s to 60 s, and each is drawn at random below that', () => {
    const ceilings = [0, 1, 2, 3, 4, 5, 6, 60].map(
      (count) => next('refused', { trouble: rounds(count) }).waitMs
    )
    expect(ceilings).toEqual([2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000])
    expect(next('refused', { trouble: rounds(3), random: 0.25 }).waitMs).toBe(4000)
  })

  test.each(['unauthorized', 'forbidden', 'redirect', 'incomplete'] as const)(
    '%s waits for the owner, with a try every 15 minutes',
    (code) => {
      const failure = new Misconfigured('it was refused', { code })
      expect(next(code, { failure })).toMatchObject({ phase: 'paused', waitMs: 900_000 })
    }
  )

  test('404 counts as away for ten minutes, and then as a wrong address', () => {
    const first = next('not-found', { monotonic: 5000 })
    expect(first).toMatchObject({ phase: 'retry', trouble: { notFoundSince: 5000 } })
    const late = { trouble: first.trouble, monotonic: 604_999 }
    expect(next('not-found', late).phase).toBe('retry')
    expect(next('not-found', { ...late, monotonic: 605_000 })).toMatchObject({
      phase: 'paused',
      waitMs: 900_000,
    })
  })

  test('another failure in between starts the ten minutes anew', () => {
    const first = next('not-found', { monotonic: 0 })
    const between = next('refused', { trouble: first.trouble, monotonic: 300_000 })
    expect(next('not-found', { trouble: between.trouble, monotonic: 900_000 }).phase).toBe('retry')
  })

  test('Retry-After is honoured up to ten minutes, and never shortens the back-off', () => {
    const wait = (retryAfterMs: number) =>
      next('service-unavailable', { failure: failed('service-unavailable', retryAfterMs) }).waitMs
    expect(wait(30_000)).toBe(30_000)
    expect(wait(3_600_000)).toBe(600_000)
    expect(wait(0)).toBe(2000)
  })
})

describe('a second POST at once', () => {
  test.each<[FailureCode, boolean]>([
    ['timeout', true],
    ['refused', true],
    ['reset', true],
    ['dns', true],
    ['server-error', true],
    ['service-unavailable', false],
    ['rate-limited', false],
    ['redirect', false],
    ['unauthorized', false],
    ['forbidden', false],
    ['not-found', false],
    ['stopped', false],
  ])('after %s: %p', (code, expected) => {
    expect(deservesAnotherPost(failed(code), null)).toBe(expected)
  })

  test('is for the first round only', () => {
    expect(deservesAnotherPost(failed('timeout'), rounds(1))).toBe(false)
  })
})

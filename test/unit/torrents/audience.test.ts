import { expect, test } from 'bun:test'
import { createAudience } from '../../../src/torrents/opening/audience.ts'
import { createManualClock } from '../../support/manual-clock.ts'

test('all who wait for one torrent hear its news, once', async () => {
  const audience = createAudience<string>(createManualClock())
  const heard = [audience.hear('a', 1000), audience.hear('a', 1000)]
  audience.tell('a', 'first')
  audience.tell('a', 'second')
  expect(await Promise.all(heard)).toEqual(['first', 'first'])
})

test('the others do not hear it', async () => {
  const clock = createManualClock()
  const audience = createAudience<string>(clock)
  const heard = audience.hear('a', 1000)
  audience.tell('b', 'news')
  await clock.pass(1000)
  expect(await heard).toBeNull()
})

test('who has waited long enough waits no more, and those who came later do', async () => {
  const clock = createManualClock()
  const audience = createAudience<string>(clock)
  const early = audience.hear('a', 1000)
  const late = audience.hear('a', 3000)
  await clock.pass(1000)
  expect(await early).toBeNull()
  expect(audience.ids()).toEqual(['a'])
  audience.tell('a', 'news')
  expect(await late).toBe('news')
})

test('it is known who is waited for', async () => {
  const clock = createManualClock()
  const audience = createAudience<string>(clock)
  expect(audience.has('a')).toBe(false)
  const heard = audience.hear('a', 1000)
  expect(audience.has('a')).toBe(true)
  audience.tell('a', 'news')
  expect(audience.has('a')).toBe(false)
  await heard
  expect(clock.sleepers()).toBe(0)
})

import { expect, test } from 'bun:test'
import type { Verdict } from '../../../src/mediaserver/verdict.ts'
import { rememberTests } from '../../../src/settings/last-test.ts'
import { createManualClock } from '../../support/manual-clock.ts'

const address = { url: 'http://jellyfin:8096', apiKey: 'key', verifyTls: true }

const remember = () => {
  const clock = createManualClock()
  const verdict = { ok: false, code: 'dns', message: '', hint: null, libraries: [], warnings: [] }
  const told = { ...verdict, product: null, version: null, serverName: null } as Verdict // its code is one of them
  return { clock, ...rememberTests({ clock, diagnose: async () => told }) }
}

test('a Test is remembered with its time, for the server that it was made of', async () => {
  const { clock, diagnose, lastTest } = remember()
  expect(lastTest('jellyfin', address)).toBeNull()
  expect(await diagnose({ kind: 'jellyfin', address })).toMatchObject({ code: 'dns' })
  expect(lastTest('jellyfin', { ...address })).toEqual({ code: 'dns', at: clock.now() })
  expect(lastTest('emby', address)).toBeNull()
})

test('a Test says nothing of another address, nor of another key', async () => {
  const { diagnose, lastTest } = remember()
  await diagnose({ kind: 'jellyfin', address })
  for (const change of [{ url: 'http://other' }, { apiKey: 'x' }, { verifyTls: false }]) {
    expect(lastTest('jellyfin', { ...address, ...change })).toBeNull()
  }
})

test('a Test is not forgotten over one of what was only tried, but over many of those', async () => {
  const { clock, diagnose, lastTest } = remember()
  await diagnose({ kind: 'jellyfin', address })
  const at = clock.now()
  clock.advance(1000)
  await diagnose({ kind: 'jellyfin', address: { ...address, apiKey: 'tried' } })
  expect(lastTest('jellyfin', address)).toEqual({ code: 'dns', at })
  for (let count = 0; count < 30; count += 1) {
    await diagnose({ kind: 'emby', address: { ...address, apiKey: `key ${count}` } })
  }
  expect(lastTest('jellyfin', address)).toBeNull()
})

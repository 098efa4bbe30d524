import { expect, test } from 'bun:test'
import { createCounters } from '../../../src/metrics/counters.ts'
import { createRegistry } from '../../../src/metrics/registry.ts'
import { engineCallNames } from '../../../src/torrents/engine/engine-calls.ts'
import { callFailures } from '../../../src/upstream-error.ts'
import { readOpenMetrics } from '../../support/open-metrics.ts'

const open = () => {
  const registry = createRegistry()
  const counters = createCounters(registry)
  const read = async (family: string) =>
    readOpenMetrics(await registry.metrics()).get(`torrent_notifier_${family}`)?.samples ?? []
  return { counters, read }
}
const debt = (seenAt: number) => ({
  id: `x:${seenAt}`,
  torrentId: 'x',
  torrentName: 'Film',
  seenAt,
  awaitsImport: false,
})
const call = {
  userAgent: 'Sonarr/4.0.16 (linux)',
  call: 'GET torrents/info',
  status: 200,
  hasRoute: true,
  reason: null,
}

test('a refresh that was taken is counted, and how long its torrents have waited', async () => {
  const { counters, read } = open()
  counters.refreshes.asked('jellyfin', { at: 20_000, debts: [debt(15_000), debt(19_500)] })
  expect(await read('refreshes')).toContainEqual({
    name: 'torrent_notifier_refreshes_total',
    labels: { server: 'jellyfin', outcome: 'asked' },
    value: 1,
  })
  const waits = await read('completion_to_refresh_seconds')
  const below = (le: number) =>
    waits.find(
      ({ name, labels }) =>
        name.endsWith('_bucket') && labels['server'] === 'jellyfin' && Number(labels['le']) === le
    )?.value
  expect([below(1), below(5), below(10)]).toEqual([1, 2, 2])
})

test('a failure is counted by its reason, and a finding by what was found', async () => {
  const { counters, read } = open()
  counters.refreshes.failed('emby', 'unauthorized')
  counters.refreshes.found('emby', 'found')
  counters.refreshes.found('emby', 'found')
  expect(await read('refreshes')).toContainEqual({
    name: 'torrent_notifier_refreshes_total',
    labels: { server: 'emby', outcome: 'unauthorized' },
    value: 1,
  })
  expect(await read('refresh_findings')).toContainEqual({
    name: 'torrent_notifier_refresh_findings_total',
    labels: { server: 'emby', item: 'found' },
    value: 2,
  })
})

test('what has not happened yet is told as 0, so that the first time is seen as an increase', async () => {
  const { read } = open()
  const zeros = [...(await read('refreshes')), ...(await read('refresh_findings'))]
  expect(zeros.map(({ labels, value }) => [...Object.values(labels), value].join(' '))).toEqual([
    ...['jellyfin', 'emby'].flatMap((server) =>
      ['asked', 'incomplete', ...callFailures].map((outcome) => `${server} ${outcome} 0`)
    ),
    'jellyfin found 0',
    'jellyfin not-found 0',
    'jellyfin in-no-library 0',
    'jellyfin unknown 0',
    'emby found 0',
    'emby not-found 0',
    'emby in-no-library 0',
    'emby unknown 0',
  ])
})

test('calls of the engine that were never made are told as 0, and so are their failures', async () => {
  const { read } = open()
  const zeros = await read('engine_calls')
  expect(zeros.map(({ labels, value }) => [labels['call'], labels['outcome'], value])).toEqual(
    engineCallNames.flatMap((call) =>
      ['ok', ...callFailures].map((outcome) => [call, outcome, 0] as [string, string, number])
    )
  )
})

test('a call of the engine is counted by its route and its outcome', async () => {
  const { counters, read } = open()
  counters.engineCall({ call: 'GET /torrents', outcome: 'ok', ms: 30 })
  counters.engineCall({ call: 'GET /torrents', outcome: 'timeout', ms: 4500 })
  const samples = await read('engine_calls')
  const made = samples.filter(({ value }) => value > 0)
  expect(made.map(({ labels, value }) => [labels['call'], labels['outcome'], value])).toEqual([
    ['GET /torrents', 'ok', 1],
    ['GET /torrents', 'timeout', 1],
  ])
})

test('a refused login, which is a 200, is a call that failed', async () => {
  const { counters, read } = open()
  const login = { ...call, call: 'POST auth/login' }
  counters.programCall({ ...login, reason: 'wrong user name or password' })
  counters.programCall(login)
  const samples = await read('qbittorrent_calls')
  expect(samples.map(({ labels, value }) => [labels['status'], labels['outcome'], value])).toEqual([
    ['200', 'failed', 1],
    ['200', 'ok', 1],
  ])
})

test('strangers cannot make up series: neither by their names, nor by what they ask for', async () => {
  const { counters, read } = open()
  for (let number = 0; number < 1000; number += 1) {
    const userAgent = `stranger-${number}/1.0`
    counters.programCall({ ...call, userAgent })
    counters.programCall({ ...call, userAgent, call: `GET made/up/${number}`, hasRoute: false })
    const request = new Request('http://nas/', { headers: { 'user-agent': userAgent } })
    counters.refused({ request, reason: 'no-route' })
  }
  counters.programCall(call)
  const samples = await read('qbittorrent_calls')
  expect(samples.map(({ labels, value }) => [labels['route'], labels['program'], value])).toEqual([
    ['GET torrents/info', 'other', 1000],
    ['other', 'other', 1000],
    ['GET torrents/info', 'Sonarr', 1],
  ])
  const refusals = (await read('refusals')).filter(({ value }) => value > 0)
  expect(refusals.map(({ labels, value }) => [labels['reason'], labels['program'], value])).toEqual(
    [['no-route', 'other', 1000]]
  )
})

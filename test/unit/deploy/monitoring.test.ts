import { expect, test } from 'bun:test'
import { parser } from '@prometheus-io/lezer-promql'
import { createCounters } from '../../../src/metrics/counters.ts'
import { createRegistry } from '../../../src/metrics/registry.ts'
import { buildApp } from '../../support/app.ts'
import { readOpenMetrics } from '../../support/open-metrics.ts'
import { parseYaml, textOf } from './files.ts'

type Panel = { id: number; title: string; targets: { expr: string }[] }
const board = JSON.parse(await textOf('deploy', 'grafana', 'torrent-notifier.json'))
const panels: Panel[] = board.panels
type Rule = {
  alert: string
  expr: string
  labels: { severity: string }
  annotations: { summary: string; description: string }
}
const rules = parseYaml(await textOf('deploy', 'prometheus', 'alerts.yml')).at(
  'groups',
  0,
  'rules'
) as Rule[] // checked below

const expressions = [
  ...panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ of: title, expr }))),
  ...rules.map(({ alert, expr }) => ({ of: alert, expr })),
]

const debt = { id: 'x:1', torrentId: 'x', torrentName: 'Film', seenAt: 0, awaitsImport: false }

/** Every name of a sample in a live answer, as Prometheus keeps it. */
const liveNames = async (): Promise<Set<string>> => {
  const metrics = createRegistry()
  const counters = createCounters(metrics)
  counters.refreshes.asked('jellyfin', { at: 1, debts: [debt] })
  counters.refreshes.found('jellyfin', 'found')
  counters.engineCall({ call: 'GET /torrents', outcome: 'ok', ms: 1 })
  const note = { userAgent: null, call: 'GET app/version', status: 200, reason: null }
  counters.programCall({ ...note, hasRoute: true })
  const { send } = await buildApp({ metrics })
  const families = readOpenMetrics(await (await send('/metrics')).text())
  return new Set([...families.values()].flatMap(({ samples }) => samples.map(({ name }) => name)))
}

test('every expression is PromQL', () => {
  expect(expressions.length).toBeGreaterThan(20)
  for (const { of, expr } of expressions) {
    const problems: string[] = []
    parser.parse(expr).iterate({
      enter({ type, from, to }) {
        if (type.isError) problems.push(expr.slice(from, to + 10))
      },
    })
    expect([of, problems]).toEqual([of, []])
  }
})

test('every number that is asked for is told by the service', async () => {
  const names = await liveNames()
  const ofPrometheus = ['up']
  for (const { of, expr } of expressions) {
    parser.parse(expr).iterate({
      enter({ name, from, to }) {
        if (name !== 'Identifier' || expr[to] === '(') return
        const metric = expr.slice(from, to)
        if (ofPrometheus.includes(metric)) return
        expect([of, metric, names.has(metric)]).toEqual([of, metric, true])
      },
    })
  }
})

test('every panel has a title and an id of its own, and stands beside the others', () => {
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  expect(panels.every(({ title, targets }) => title !== '' && targets.length > 0)).toBe(true)
})

test('every alert says what is so and what to do', () => {
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length)
  for (const { labels, annotations } of rules) {
    expect(['info', 'warning']).toContain(labels.severity)
    expect(annotations.summary.length).toBeGreaterThan(10)
    expect(annotations.description).toMatch(/\.$/)
  }
})

test('the job that is scraped is the one that the alerts speak of', async () => {
  const scrape = parseYaml(await textOf('deploy', 'prometheus', 'scrape.yml'))
  expect(scrape.at(0, 'job_name')).toBe('torrent-notifier')
  expect(scrape.at(0, 'static_configs', 0, 'targets', 0)).toBe('torrent-notifier:8070')
})

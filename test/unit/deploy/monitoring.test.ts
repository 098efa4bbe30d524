import { describe, expect, test } from 'bun:test'
import { parser } from '@prometheus-io/lezer-promql'
import { createCounters } from '../../../src/metrics/counters.ts'
import { createRegistry } from '../../../src/metrics/registry.ts'
import { buildApp } from '../../support/app.ts'
import { readOpenMetrics } from '../../support/open-metrics.ts'
import { parseYaml, pathOf, textOf } from './files.ts'

type Place = { x: number; y: number; w: number; h: number }
type Panel = { id: number; title: string; gridPos: Place; targets: { expr: string }[] }
const board = JSON.parse(await textOf('deploy', 'grafana', 'torrent-notifier.json'))
const panels: Panel[] = board.panels
type Rule = {
  alert: string
  expr: string
  for?: string
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

/** What Prometheus knows of a target by itself. */
const ofPrometheus = ['up']
const targetLabels = ['job', 'instance']

/** A number that is asked for, and what its labels are to be. */
type Selector = { metric: string; wanted: { label: string; value: string }[] }

/** The selectors of an expression, and what of it is no PromQL. */
const read = (expr: string) => {
  const selectors: Selector[] = []
  const problems: string[] = []
  let label = ''
  parser.parse(expr).iterate({
    enter({ name, type, from, to }) {
      const word = expr.slice(from, to)
      if (type.isError) problems.push(expr.slice(from, to + 10))
      if (name === 'VectorSelector') selectors.push({ metric: '', wanted: [] })
      const last = selectors.at(-1)
      if (last === undefined) return
      if (name === 'Identifier') last.metric = word
      if (name === 'LabelName') label = word
      if (name === 'StringLiteral') last.wanted.push({ label, value: word.slice(1, -1) })
    },
  })
  return { selectors, problems }
}
const selections = expressions.flatMap(({ of, expr }) =>
  read(expr).selectors.map((selector) => ({ of, ...selector }))
)

/** Every sample of a live answer, by its name. */
const liveSamples = async () => {
  const metrics = createRegistry()
  const counters = createCounters(metrics)
  counters.engineCall({ call: 'GET /torrents', outcome: 'ok', ms: 1 })
  const note = { userAgent: null, call: 'GET app/version', status: 200, reason: null }
  counters.programCall({ ...note, hasRoute: true })
  counters.programCall({ ...note, hasRoute: true, reason: 'refused' })
  const { send } = await buildApp({ metrics })
  const families = readOpenMetrics(await (await send('/metrics')).text())
  return Map.groupBy(
    [...families.values()].flatMap(({ samples }) => samples),
    ({ name }) => name
  )
}

test('every expression is PromQL', () => {
  expect(expressions.length).toBeGreaterThan(20)
  for (const { of, expr } of expressions) expect([of, read(expr).problems]).toEqual([of, []])
})

test('every number that is asked for is told by the service, with the labels that are wanted', async () => {
  const live = await liveSamples()
  for (const { of, metric, wanted } of selections) {
    if (ofPrometheus.includes(metric)) continue
    const samples = live.get(metric) ?? []
    expect([of, metric, samples.length]).not.toEqual([of, metric, 0])
    for (const { label, value } of wanted) {
      if (targetLabels.includes(label)) continue
      const has = samples.some(({ labels }) => labels[label] === value)
      expect([of, metric, label, value, has]).toEqual([of, metric, label, value, true])
    }
  }
})

test('two numbers are held against each other only where their labels can be the same', () => {
  for (const { of, expr } of expressions) {
    const [, joint = '', label = ''] = / (and|unless)(?: ignoring \((\w+)\))? /.exec(expr) ?? []
    if (joint === '') continue
    const values = read(expr).selectors.flatMap(({ wanted }) => wanted)
    const differing = [...Map.groupBy(values, (one) => one.label)]
      .filter(([, all]) => new Set(all.map(({ value }) => value)).size > 1)
      .map(([name]) => name)
    expect([of, differing]).toEqual([of, label === '' ? [] : [label]])
  }
})

test('of what every process tells only ours is asked for', () => {
  const shared = selections.filter(({ metric }) => !metric.startsWith('torrent_notifier_'))
  expect(shared.length).toBeGreaterThan(4)
  const ours = { label: 'job', value: 'torrent-notifier' }
  for (const { of, wanted } of shared) expect([of, wanted]).toEqual([of, [ours]])
})

test('every panel has a title and an id of its own, and covers no other', () => {
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  expect(panels.every(({ title, targets }) => title !== '' && targets.length > 0)).toBe(true)
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`)
  )
  expect(new Set(cells).size).toBe(cells.length)
  expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true)
})

test('every alert says what is so and what to do, in words that Prometheus can fill in', () => {
  const known = ['alert', 'expr', 'for', 'labels', 'annotations']
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length)
  for (const rule of rules) {
    expect(known).toEqual(expect.arrayContaining(Object.keys(rule)))
    expect(rule.for ?? '1m').toMatch(/^\d+[smhd]$/)
    expect(['info', 'warning']).toContain(rule.labels.severity)
    expect(rule.annotations.summary.length).toBeGreaterThan(10)
    expect(rule.annotations.description).toMatch(/\.$/)
    const said = rule.annotations.summary + rule.annotations.description
    for (const [, inside = ''] of said.matchAll(/\{\{(.*?)\}\}/g)) {
      expect(inside).toMatch(/^ \$(labels\.(server|program)|value \| humanizeDuration) $/)
    }
  }
})

test('the job that is scraped is the one that the alerts speak of', async () => {
  const scrape = parseYaml(await textOf('deploy', 'prometheus', 'scrape.yml'))
  expect(scrape.at(0, 'job_name')).toBe('torrent-notifier')
  expect(scrape.at(0, 'static_configs', 0, 'targets', 0)).toBe('torrent-notifier:8070')
})

describe.skipIf(Bun.which('promtool') === null)("to Prometheus's own promtool", () => {
  test.each([
    ['the alerts are rules', 'check', ['deploy', 'prometheus', 'alerts.yml']],
    [
      'each of them fires when it should, and only then',
      'test',
      ['test', 'fixtures', 'alerts.yml'],
    ],
  ])('%s', (_, verb, path) => {
    const { exitCode, stdout, stderr } = Bun.spawnSync(['promtool', verb, 'rules', pathOf(...path)])
    expect({ exitCode, said: `${stdout}${stderr}` }).toMatchObject({ exitCode: 0 })
  })

  test('the numbers are told without a fault', async () => {
    const metrics = createRegistry()
    createCounters(metrics)
    const { send } = await buildApp({ metrics })
    const text = await (await send('/metrics', { headers: { accept: 'text/plain' } })).text()
    const stdin = new TextEncoder().encode(text)
    const { exitCode, stderr } = Bun.spawnSync(['promtool', 'check', 'metrics'], { stdin })
    expect({ exitCode, said: `${stderr}` }).toEqual({ exitCode: 0, said: '' })
  })
})

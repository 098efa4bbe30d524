import { describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { parse } from 'yaml'

const root = join(import.meta.dir, '..', '..', '..')
const folder = join(root, '.github', 'workflows')
const texts = await Promise.all(
  [...new Bun.Glob('*.yml').scanSync(folder)]
    .sort()
    .map(async (name) => ({ name, text: await Bun.file(join(folder, name)).text() }))
)

type Permissions = Record<string, string>
type Job = { permissions?: Permissions; 'timeout-minutes'?: number }
type Workflow = { permissions?: Permissions; jobs: Record<string, Job> }
const workflows = texts.map(({ name, text }) => ({
  name,
  text,
  // as: YAML has no types; what is missing fails the test that reads it.
  workflow: parse(text) as Workflow,
}))

const PINNED = /^\s*-? *uses: [\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/

test('there are workflows for every change and for a release', () => {
  expect(texts.map(({ name }) => name)).toEqual(['ci.yml', 'release.yml'])
})

describe.each(workflows)('$name', ({ name, text, workflow: { permissions, jobs } }) => {
  test('every action is pinned to a commit, with its version beside it', () => {
    const uses = text.split('\n').filter((line) => /^\s*-? *uses:/.test(line))
    expect(uses.length).toBeGreaterThan(0)
    expect(uses.filter((line) => !PINNED.test(line))).toEqual([])
  })

  test('it may only read, but for the job that publishes', () => {
    expect(permissions).toEqual({ contents: 'read' })
    const granted = Object.entries(jobs).filter(([, job]) => job.permissions !== undefined)
    const publishing = ['publish', { contents: 'write', packages: 'write' }]
    expect(granted.map(([job, { permissions }]) => [job, permissions])).toEqual(
      name === 'release.yml' ? [publishing] : []
    )
  })

  test('no step finds a credential that the checkout left behind', () => {
    const checkouts = text.match(/uses: actions\/checkout@/g)?.length
    expect(text.match(/persist-credentials: false/g)?.length).toBe(checkouts)
  })

  test('no job runs for ever', () => {
    const deadlines = Object.values(jobs).map((job) => job['timeout-minutes'])
    expect(deadlines.every((minutes) => minutes !== undefined && minutes <= 60)).toBe(true)
  })

  // What a stranger chose, a branch's name or a title, would be run as part of the script.
  test('no script has a value of the event pasted into it', () => {
    const steps = text.split(/\brun: /).slice(1)
    const scripts = steps.map((step) => step.split(/\n\s*(?:- |env:|#)/)[0] ?? '')
    expect(scripts.filter((script) => script.includes('${{'))).toEqual([])
  })

  test('the Bun that it names is the one of the project', async () => {
    const { packageManager } = await Bun.file(join(root, 'package.json')).json()
    const named = text.match(/\bbun@[\d.]+/g) ?? []
    expect(named.filter((bun) => bun !== packageManager)).toEqual([])
  })
})

import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { type Engine, startEngine } from '../../../src/demo/engine/start.ts'
import { runScenario } from '../../../src/demo/scenario.ts'
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts'

let clock: ManualClock
let engine: Engine
let lines: string[]
const stopping = () => new AbortController()

beforeEach(async () => {
  clock = createManualClock()
  engine = await startEngine({ clock })
  lines = []
})

afterEach(() => engine.stop())

const print = (line: string) => lines.push(line)
const list = async (): Promise<{ name: string; status: string; createdAt: string }[]> =>
  (await (await fetch(`${engine.url}/torrents?sortBy=createdAt&sortOrder=asc`)).json()).items

describe('the story of the demo', () => {
  test('once: a film is added, downloads with a line every 20 %, finishes, and waits for the scans', async () => {
    let hasScanned = () => {}
    const scans = new Promise<void>((resolve) => {
      hasScanned = resolve
    })
    let isOver = false
    const { signal } = stopping()
    const story = runScenario({
      engine,
      print,
      signal,
      once: true,
      scansFinished: () => scans,
      clock,
    })
    const over = story.then(() => {
      isOver = true
    })
    await clock.pass(20_000)
    expect(lines.map((line) => line.replace(/^\S+ /, ''))).toEqual([
      'was added to the engine (725 MB)',
      'downloads: 20 %',
      'downloads: 40 %',
      'downloads: 60 %',
      'downloads: 80 %',
      'downloads: 100 %',
      'has its last byte; the engine records it at its next sync',
    ])
    expect(await list()).toMatchObject([{ status: 'completed' }])
    expect(isOver).toBe(false)
    hasScanned()
    await over
  })

  test('for ever: another film every 20 s, and the first one anew when its turn comes again', async () => {
    const stop = stopping()
    const story = runScenario({ engine, print, signal: stop.signal, clock })
    await clock.pass(41_000)
    const first = (await list())[0]
    expect(lines.filter((line) => line.includes('was added'))).toHaveLength(3)
    await clock.pass(150_000)
    const names = (await list()).map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    const again = (await list()).find(({ name }) => name === first?.name)
    expect(again?.createdAt).not.toBe(first?.createdAt)
    stop.abort()
    await story
  })

  test('ends in the middle of a download when it is told to', async () => {
    const stop = stopping()
    const story = runScenario({ engine, print, signal: stop.signal, clock })
    await clock.pass(1000)
    stop.abort()
    await story
    expect(lines.at(-1)).toContain('20 %')
  })
})

import type { Client } from './client.ts'
import { openStage, type Stage } from './stage.ts'

/** What came of a step; `error` is `null` where the program got what it needs. */
export type Outcome = { error: unknown; ms: number }

/** Programs whose steps are being gone through. */
export type Runs = {
  /** Each program, and what will have come of each of its steps. */
  clients: { name: string; steps: { name: string; outcome: Promise<Outcome> }[] }[]
  /** Begins with no further program; resolves when those are through that were begun. */
  end(): Promise<void>
}

/**
 * Has programs go through their steps, each on a stage of its own, so many programs at once: most
 * of their time they wait. Never throws: what is wrong with a stage is wrong with each step.
 */
export const startRuns = (clients: readonly Client[], { atOnce }: { atOnce: number }): Runs => {
  const runs = clients.map(({ name, server, steps }) => ({
    name,
    server,
    steps: steps.map(([step, run]) => ({ name: step, run, ...Promise.withResolvers<Outcome>() })),
  }))
  const waiting = [...runs]
  const work = async () => {
    for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) await goThrough(run)
  }
  const workers = Array.from({ length: atOnce }, work)
  return {
    clients: runs.map(({ name, steps }) => ({
      name,
      steps: steps.map((step) => ({ name: step.name, outcome: step.promise })),
    })),
    async end() {
      waiting.length = 0
      await Promise.all(workers)
    },
  }
}

type Run = {
  server: Client['server']
  steps: { run(stage: Stage): Promise<void>; resolve(outcome: Outcome): void }[]
}

const goThrough = async ({ server, steps }: Run) => {
  let stage: Stage | null = null
  try {
    stage = await openStage(server)
    for (const { run, resolve } of steps) resolve(await attempt(run, stage))
  } catch (error) {
    for (const { resolve } of steps) resolve({ error, ms: 0 })
  } finally {
    await stage?.stop()
  }
}

const attempt = async (run: Run['steps'][number]['run'], stage: Stage): Promise<Outcome> => {
  const startedAt = performance.now()
  const error = await run(stage).then(
    () => null,
    (reason: unknown) => reason ?? new Error('failed without a reason')
  )
  return { error, ms: performance.now() - startedAt }
}

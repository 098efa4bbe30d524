import type { ServerKind, Stage } from './stage.ts'

/** One thing that a program does, as the owner would say it. Throws where it would fail. */
export type Step = [name: string, run: (stage: Stage) => Promise<void>]

/** A program with the way in which it is set up, and what it does, in order, on a stage of its own. */
export type Client = {
  name: string
  server: ServerKind
  steps: readonly Step[]
}

import { type Static, Type } from '@sinclair/typebox'
import { fixtureLines } from '../fixture-lines.ts'

const part = Type.Object({
  /** Its header lines, as they stood. */
  head: Type.String(),
  value: Type.Optional(Type.String()),
  /** In place of the value of a file, which was not kept: the info hash that it had. */
  file: Type.Optional(Type.String()),
})

const exchange = Type.Object({
  request: Type.Object({
    method: Type.String(),
    path: Type.String(),
    headers: Type.Array(Type.Tuple([Type.String(), Type.String()])),
    body: Type.Optional(Type.String()),
    multipart: Type.Optional(Type.Object({ boundary: Type.String(), parts: Type.Array(part) })),
  }),
  answer: Type.Object({
    status: Type.Integer(),
    /** Absent where it was JSON. */
    body: Type.Optional(Type.String()),
    /** What a login gave. */
    cookie: Type.Optional(Type.String()),
  }),
})

const step = Type.Object({
  step: Type.String(),
  /** The info hash of the torrent that the step adds. */
  hash: Type.Optional(Type.String()),
})

export type RecordedExchange = Static<typeof exchange>
export type RecordedRequest = RecordedExchange['request']
export type RecordedPart = Static<typeof part>

/** What a program was once asked to do, and what it sent and heard while doing it. */
export type RecordedStep = { hash: string | null; exchanges: RecordedExchange[] }

/** The steps of `test/fixtures/<name>.jsonl`, by their names. */
export const readRecording = (name: 'sonarr' | 'radarr'): ReadonlyMap<string, RecordedStep> => {
  const steps = new Map<string, RecordedStep>()
  let current: RecordedStep | undefined
  for (const line of fixtureLines(`${name}.jsonl`, Type.Union([step, exchange]))) {
    if ('step' in line) {
      current = { hash: line.hash ?? null, exchanges: [] }
      steps.set(line.step, current)
    } else {
      current?.exchanges.push(line)
    }
  }
  return steps
}

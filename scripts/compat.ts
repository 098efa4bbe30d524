import { buildBinary } from '../test/support/binary.ts'
import { createClients } from '../test/support/clients/all.ts'
import { type Outcome, startRuns } from '../test/support/clients/run.ts'

/**
 * Holds every program that uses the emulated API against the compiled binary beside the simulated
 * engine, and prints what each of them did: client, step, pass or fail. Words on the command line
 * pick programs by their names. Exits with 1 when a step failed.
 */
const AT_ONCE = 6
const LONGEST_REASON = 400

const words = process.argv.slice(2).map((word) => word.toLowerCase())
const clients = createClients().filter(
  ({ name }) => words.length === 0 || words.some((word) => name.toLowerCase().includes(word))
)
const widest = (texts: string[]) => Math.max(0, ...texts.map((text) => text.length))
const widths = [
  widest(clients.map(({ name }) => name)),
  widest(clients.flatMap(({ steps }) => steps.map(([step]) => step))),
] as const
const write = (client: string, step: string, result: string) =>
  process.stdout.write(`${client.padEnd(widths[0])}  ${step.padEnd(widths[1])}  ${result}\n`)

const describe = ({ error, ms }: Outcome): string =>
  error === null
    ? `pass  ${Math.round(ms)} ms`
    : `FAIL  ${String(error).replaceAll(/\s+/g, ' ').slice(0, LONGEST_REASON)}`

await buildBinary()
const runs = startRuns(clients, { atOnce: AT_ONCE })
const outcomes: Outcome[] = []
write('client', 'step', 'result')
for (const { name: client, steps } of runs.clients) {
  for (const { name, outcome } of steps) {
    outcomes.push(await outcome)
    write(client, name, describe(await outcome))
  }
}
await runs.end()
const failed = outcomes.filter(({ error }) => error !== null).length
const passed = outcomes.length - failed
process.stdout.write(`\n${clients.length} clients: ${passed} passed, ${failed} failed\n`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)

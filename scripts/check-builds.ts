import { version } from '../package.json' with { type: 'json' }
import { runnerFor } from './build-runner.ts'
import { type BuildTarget, buildTargets, fileOf } from './build-targets.ts'
import { tryOut } from './build-trial.ts'

/**
 * Starts what `bun run build:all` has made: each build natively, with musl's loader or under an
 * emulator, and says for each what came of it. Without words, a build that this machine has no
 * means for is named and passed over; one that is named on the command line has to run.
 */
type Verdict = 'passed' | 'failed' | 'not run'

const dist = `${import.meta.dir}/../dist`
const demanded = process.argv.slice(2)
const unknown = demanded.filter((word) => !buildTargets.some(({ name }) => name === word))
if (unknown.length > 0) throw new Error(`there is no build ${unknown.join(', ')}`)

const report = (target: BuildTarget, verdict: Verdict, text: string): Verdict => {
  process.stdout.write(`${target.name.padEnd(10)}  ${verdict.padEnd(7)}  ${text}\n`)
  return verdict
}
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

const check = async (target: BuildTarget): Promise<Verdict> => {
  const runner = await runnerFor(target).catch(messageOf)
  if (typeof runner === 'string') {
    return report(target, demanded.includes(target.name) ? 'failed' : 'not run', runner)
  }
  const { how, prefix, env } = runner
  const command = [...prefix, `${dist}/${fileOf(target)}`]
  try {
    const ms = await tryOut({ command, env, version: `torrent-notifier ${version}` })
    return report(target, 'passed', `${how}: healthy after ${Math.round(ms)} ms`)
  } catch (error) {
    return report(target, 'failed', `${how}: ${messageOf(error)}`)
  }
}

const verdicts: Verdict[] = []
for (const target of buildTargets) {
  if (demanded.length === 0 || demanded.includes(target.name)) verdicts.push(await check(target))
}
process.exit(verdicts.includes('passed') && !verdicts.includes('failed') ? 0 : 1)

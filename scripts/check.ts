import { $ } from 'bun'
import { findChromium } from '../test/support/find-chromium.ts'
import { findMongod } from '../test/support/find-mongod.ts'

/**
 * Checks everything: format, lint, import directions, types, and all tests. Ends with one line
 * that sums all suites up. A step that fails does not keep the later ones from running.
 */
type Tally = { passed: number; failed: number; skipped: number }

/** A test that hangs is a failure; none takes longer than this, in milliseconds. */
const TEST_DEADLINE_MS = 60_000

process.chdir(`${import.meta.dir}/..`)

const runStep = async (name: string, command: string[]): Promise<boolean> => {
  process.stdout.write(`\n── ${name}\n`)
  const child = Bun.spawn(command, {
    env: process.env,
    stdin: 'ignore',
    stdout: 'inherit',
    stderr: 'inherit',
  })
  return (await child.exited) === 0
}

/** Runs one suite and reads its tally off the report that `bun test` writes for machines. */
const runSuite = async (name: string, words: string[]): Promise<Tally> => {
  const report = `${await $`mktemp`.text()}`.trim()
  const command = [
    process.execPath,
    'test',
    `--timeout=${TEST_DEADLINE_MS}`,
    '--reporter=junit',
    `--reporter-outfile=${report}`,
    ...words,
  ]
  const isGreen = await runStep(name, command)
  const tally = readTally(await Bun.file(report).text())
  await $`rm -f ${report}`
  // A suite that ends badly without a failed test (a crash, an error while loading) has failed.
  return isGreen || tally.failed > 0 ? tally : { ...tally, failed: tally.failed + 1 }
}

const readTally = (junit: string): Tally => {
  const head = /<testsuites[^>]*>/.exec(junit)?.[0] ?? ''
  const count = (name: string) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(head)?.[1] ?? 0)
  const failed = count('failures') + count('errors')
  const skipped = count('skipped')
  return { passed: count('tests') - failed - skipped, failed, skipped }
}

/** Each suite would look for a `mongod` anew, and try every download where there is none. */
const findMongodOnce = async () => {
  const found = await findMongod()
  if (found.path !== null) process.env['MONGOMS_SYSTEM_BINARY'] = found.path
  else process.env['MONGOD_NOT_FOUND'] = found.tried.join('; ')
}

/** Nor is a browser looked for, and started to see whether it runs, by each of them. */
const findChromiumOnce = async () => {
  const found = await findChromium()
  if (found.path !== null) process.env['CHROMIUM'] = found.path
  else process.env['CHROMIUM_NOT_FOUND'] = found.tried.join('; ')
}

await Promise.all([findMongodOnce(), findChromiumOnce()])
process.env['TEST_BINARY'] = `${process.cwd()}/dist/torrent-notifier`
// Whatever a test leaves behind goes with it.
const folder = `${await $`mktemp -d`.text()}`.trim()
process.env['TMPDIR'] = folder
const steps = [
  await runStep('format, lint and imports', [
    process.execPath,
    'x',
    'biome',
    'ci',
    '--error-on-warnings',
    '.',
  ]),
  await runStep('types', [process.execPath, 'check', '--no-script']),
  await runStep('build', [process.execPath, 'scripts/build.ts']),
]
const suites = [
  await runSuite('unit tests', ['test/unit']),
  await runSuite('store tests', ['test/store']),
  await runSuite('application tests', ['test/app']),
  // They wait for processes more than they compute.
  await runSuite('end-to-end tests', ['--parallel=3', 'test/e2e']),
]

await $`rm -rf ${folder}`

const sum = (pick: (tally: Tally) => number) =>
  suites.reduce((total, suite) => total + pick(suite), 0)
const brokenSteps = steps.filter((isGreen) => !isGreen).length
const failed = sum((tally) => tally.failed) + brokenSteps
process.stdout.write(
  `\n${sum((tally) => tally.passed)} passed, ${failed} failed, ${sum((tally) => tally.skipped)} skipped\n`
)
process.exit(failed === 0 ? 0 : 1)

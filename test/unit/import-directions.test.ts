import { afterAll, beforeAll, expect, test } from 'bun:test'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const root = join(import.meta.dir, '..', '..')
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imports-'))
  await cp(join(root, 'biome.json'), join(folder, 'biome.json'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Plants one file that imports another, and tells what the project's linter says of it. */
const lint = async (path: string, specifier: string) => {
  const file = join(folder, path)
  await mkdir(dirname(file), { recursive: true })
  await Bun.write(file, `import { thing } from '${specifier}'\n\nexport const other = thing\n`)
  const biome = join(root, 'node_modules', '.bin', 'biome')
  const child = Bun.spawn([biome, 'lint', '--vcs-enabled=false', '--colors=off', path], {
    cwd: folder,
    stderr: 'pipe',
    stdout: 'pipe',
  })
  const [said, complained] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ])
  await rm(file)
  return (said + complained).includes('noRestrictedImports')
}

test.each([
  ['src/domain.ts', './lib/log.ts'],
  ['src/upstream-error.ts', './lib/log.ts'],
  ['src/lib/log.ts', '../store/store.ts'],
  ['src/config.ts', './settings/schema.ts'],
  ['src/store/mongo.ts', '../mediaserver/jellyfin.ts'],
  ['src/store/mongo.ts', '../settings/schema.ts'],
  ['src/mediaserver/jellyfin.ts', '../settings/schema.ts'],
  ['src/mediaserver/jellyfin.ts', '../tracing/tracer.ts'],
  ['src/store/mongo.ts', '../tracing/tracer.ts'],
  ['src/lib/request.ts', '../tracing/tracer.ts'],
  ['src/tracing/open.ts', '../store/store.ts'],
  ['src/tracing/incoming.ts', '../security/call.ts'],
  ['src/settings/patch.ts', '../refresh/payer.ts'],
  ['src/torrents/catalog/catalog.ts', '../../completions/watcher.ts'],
  ['src/completions/ledger.ts', '../refresh/payer.ts'],
  ['src/refresh/payer.ts', '../api/settings.ts'],
  ['src/api/settings.ts', '../admin/routes.ts'],
  ['src/dashboard/routes.ts', '../app.ts'],
  ['src/metrics/gauges.ts', '../dashboard/widget.ts'],
  ['src/refresh/payer.ts', '../metrics/counters.ts'],
  ['src/config.ts', './metrics/registry.ts'],
  ['src/variables.ts', './settings/schema.ts'],
  ['src/telemetry.ts', './tracing/tracer.ts'],
  ['src/timings.ts', './refresh/payer.ts'],
  ['src/dispatch.ts', './service.ts'],
  ['src/demo/engine/start.ts', '../../torrents/engine.ts'],
  ['src/commands/serve.ts', '../main.ts'],
  ['src/commands/healthcheck.ts', '../service.ts'],
  ['src/main.ts', './service.ts'],
])('%s may not import %s', async (path, specifier) => {
  expect(await lint(path, specifier)).toBe(true)
})

test.each([
  ['src/store/mongo.ts', '../lib/mongo.ts'],
  ['src/refresh/payer.ts', '../mediaserver/server.ts'],
  ['src/refresh/payer.ts', '../tracing/tracer.ts'],
  ['src/admin/routes.ts', '../refresh/state.ts'],
  ['src/demo/engine/start.ts', '../../lib/clock.ts'],
  ['src/service.ts', './app.ts'],
])('%s may import %s', async (path, specifier) => {
  expect(await lint(path, specifier)).toBe(false)
})

import { expect, test } from 'bun:test'
import { join } from 'node:path'
import {
  commandOf,
  readStages,
  restOf,
  restsOf,
  type Stage,
  variablesOf,
} from '../../../scripts/build-stages.ts'

const root = join(import.meta.dir, '..', '..', '..')
const read = (name: string) => Bun.file(join(root, name)).text()
const { version, packageManager, license } = JSON.parse(await read('package.json'))
const stages = readStages(await read('Dockerfile'))

const stage = (index: number): Stage => {
  const found = stages[index]
  if (found === undefined) throw new Error(`there is no stage ${index}`)
  return found
}
const build = stage(0)
const final = stage(1)

test('it is built by the Bun of the project, from the lock file alone', () => {
  expect(build.image).toBe(`oven/${packageManager.replace('@', ':')}-alpine`)
  expect(restsOf(build, 'RUN')).toEqual([
    'bun install --frozen-lockfile --production',
    'bun scripts/build.ts',
  ])
})

test('the context holds what the build copies, and nothing else', async () => {
  const [everything, ...exceptions] = (await read('.dockerignore')).trim().split('\n')
  const copied = restsOf(build, 'COPY').flatMap((rest) => rest.split(' ').slice(0, -1))
  expect(everything).toBe('*')
  expect(exceptions.map((line) => line.slice(1)).sort()).toEqual(copied.sort())
})

test('no image is taken by a tag that moves from one line of versions to the next', () => {
  const tags = stages.map(({ image }) => image.split(':')[1] ?? 'latest')
  expect(tags.filter((tag) => !/^\d+\.\d+/.test(tag))).toEqual([])
})

test('it runs as a user without a name, with one volume that is his', () => {
  const folder = restOf(final, 'VOLUME')
  expect(restOf(final, 'USER')).toBe('65532:65532')
  expect(variablesOf(final)).toEqual({ HTTP_ADDR: ':8070', DATA_DIR: folder })
  expect(restOf(final, 'RUN')).toContain(`install -d -o 65532 -g 65532 ${folder}`)
  expect(restOf(final, 'EXPOSE')).toBe('8070')
})

test('its health check asks the executable that it starts, every ten seconds', () => {
  const check = restOf(final, 'HEALTHCHECK')
  expect(commandOf(restOf(final, 'ENTRYPOINT'))).toEqual(['/app/torrent-notifier'])
  expect(commandOf(check)).toEqual(['/app/torrent-notifier', 'healthcheck'])
  expect(check).toContain('--interval=10s')
})

test('its labels say what it is, and of which version', () => {
  expect(restsOf(final, 'ARG')).toContain(`VERSION=${version}`)
  const labels = restOf(final, 'LABEL')
  const names = [...labels.matchAll(/org\.opencontainers\.image\.(\w+)="/g)].map(([, name]) => name)
  expect(names).toEqual(['title', 'description', 'version', 'source', 'licenses'])
  expect(labels).toContain(`licenses="${license}"`)
})

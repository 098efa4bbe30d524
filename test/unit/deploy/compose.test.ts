import { describe, expect, test } from 'bun:test'
import { Ajv2020 } from 'ajv/dist/2020'
import schema from '../../fixtures/compose-spec.json'
import { indented, parseYaml, pathOf, textOf } from './files.ts'

const FILES = ['compose.torrx.yml', 'compose.replica-set.yml', 'compose.standalone.yml']
const SERVICE = ['services', 'torrent-notifier'] as const

// The schema names formats of its own, which it leaves to compose to define.
const isCompose = new Ajv2020({ strict: false, validateFormats: false }).compile(schema)
const faultsOf = (value: unknown) => (isCompose(value) ? [] : (isCompose.errors ?? []))
const read = async (name: string) => parseYaml(await textOf('deploy', name))

test.each(FILES)('%s is a compose file by the published schema', async (name) => {
  expect(faultsOf((await read(name)).whole)).toEqual([])
})

test('the schema finds a key that compose does not know, and the parser one that stands twice', () => {
  expect(faultsOf({ services: { 'torrent-notifier': { volume: ['data:/data'] } } })).not.toEqual([])
  expect(() => parseYaml('name: one\nname: two\n')).toThrow('unique')
})

describe('compose.torrx.yml', () => {
  test("holds the entry of T◎RRX's design document, line for line but for its build", async () => {
    const entry = await textOf('test', 'fixtures', 'torrx-compose-entry.yml')
    const [head, build, rest] = split(entry)
    expect([head, build]).toEqual(['torrent-notifier:\n', expect.stringContaining('dockerfile:')])
    const text = await textOf('deploy', 'compose.torrx.yml')
    const [, , ours] = split(text)
    expect(text).toContain(`services:\n${indented(head, 2)}    build:\n`)
    expect(ours).toStartWith(indented(rest, 2))
  })

  test('is built from this repository, cloned into the services of T◎RRX', async () => {
    const { at } = await read('compose.torrx.yml')
    expect(at(...SERVICE, 'build')).toEqual({ context: '../services/torrent-notifier' })
  })

  test('names the networks as T◎RRX does, so that both mean the same', async () => {
    const { at } = await read('compose.torrx.yml')
    expect(at('networks')).toEqual({ edge: { name: 'torrentstream_edge' }, core: null })
    expect(at('name')).toBeUndefined()
  })
})

describe('compose.standalone.yml', () => {
  test('has a project name of its own, and this repository to build from', async () => {
    const { at } = await read('compose.standalone.yml')
    expect(at('name')).toBe('torrent-notifier')
    expect(at(...SERVICE, 'build', 'context')).toBe('..')
    expect(await Bun.file(pathOf('deploy', '..', 'Dockerfile')).exists()).toBe(true)
  })

  test('gives the container nothing that it does not need', async () => {
    const { at } = await read('compose.standalone.yml')
    expect(at(...SERVICE)).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      ports: ['127.0.0.1:8070:8070'],
    })
  })

  test('has the limits and the health check of the other', async () => {
    const [torrx, standalone] = await Promise.all([
      read('compose.torrx.yml'),
      read('compose.standalone.yml'),
    ])
    for (const key of ['deploy', 'healthcheck', 'restart', 'logging']) {
      expect(standalone.at(...SERVICE, key)).toEqual(torrx.at(...SERVICE, key))
    }
  })
})

test.each(['compose.torrx.yml', 'compose.standalone.yml'])(
  "%s mounts a volume where the image keeps its data, at the image's port",
  async (name) => {
    const { at } = await read(name)
    const image = await textOf('Dockerfile')
    const folder = /\bDATA_DIR=(\S+)/.exec(image)?.[1]
    const port = /^EXPOSE (\d+)/m.exec(image)?.[1]
    const [volume, target] = String(at(...SERVICE, 'volumes', 0)).split(':')
    expect(target).toBe(folder ?? 'none')
    expect(at('volumes')).toEqual({ [volume ?? '']: null })
    expect(at(...SERVICE, 'environment', 'HTTP_ADDR')).toBe(`:${port}`)
    expect(at(...SERVICE, 'ports')).toEqual([`127.0.0.1:${port}:${port}`])
  }
)

/** What stands before an entry's build, its build, and what comes from its logging on. */
const split = (text: string): [string, string, string] => {
  const [, head = '', build = '', rest = ''] =
    /^([\s\S]*?)^( +build:\n[\s\S]*?)^( +logging:[\s\S]*)$/m.exec(text) ?? []
  return [head, build, rest]
}

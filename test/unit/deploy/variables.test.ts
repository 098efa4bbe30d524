import { expect, test } from 'bun:test'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../../src/config.ts'
import { isMongoUri } from '../../../src/lib/mongo.ts'
import { knownVariables, parseYaml, textOf } from './files.ts'

/** A variable of compose's own environment, with what stands in for it. */
const PLACEHOLDER = /\$\{([A-Z_]+):-([^}]*)\}/g

const composeText = (name: string) => textOf('deploy', name)
const composeEnvironment = async (name: string) => {
  const { at } = parseYaml(await composeText(name))
  const entries = Object.entries(Object(at('services', 'torrent-notifier', 'environment')))
  return Object.fromEntries(
    entries.map(([variable, value]) => [variable, String(value).replace(PLACEHOLDER, '$2')])
  )
}
const unitEnvironment = async () => {
  const unit = await textOf('deploy', 'systemd', 'torrent-notifier.service')
  const lines = [...unit.matchAll(/^Environment=([A-Z_]+)=(.*)$/gm)]
  return Object.fromEntries(lines.map(([, name, value]) => [name, value]))
}

test.each([
  ['compose.torrx.yml', () => composeEnvironment('compose.torrx.yml'), 8],
  ['compose.standalone.yml', () => composeEnvironment('compose.standalone.yml'), 4],
  ['torrent-notifier.service', unitEnvironment, 3],
] as const)(
  'every variable of %s is one that the service reads, and has a value that it takes',
  async (_, read, count) => {
    const variables: Record<string, string> = await read()
    const names = Object.keys(variables)
    expect(names).toHaveLength(count)
    expect(names.filter((name) => !knownVariables().has(name))).toEqual([])
    const DATA_DIR = mkdtempSync(join(tmpdir(), 'deploy-'))
    expect(loadConfig({ ...variables, DATA_DIR }, { isMongoUri }).problems).toEqual([])
  }
)

test('what an owner sets for compose has the name that the service knows it by', async () => {
  const text = await composeText('compose.standalone.yml')
  const handedOn = [...text.matchAll(/^ +([A-Z_]+): "\$\{([A-Z_]+):-/gm)]
  expect(handedOn).not.toEqual([])
  for (const [, ours, theirs] of handedOn) expect(theirs).toBe(ours)
  expect(handedOn).toHaveLength([...text.matchAll(PLACEHOLDER)].length)
})

test.each(['compose.torrx.yml', 'compose.standalone.yml', 'compose.replica-set.yml'])(
  'the comments of %s name no variable that is not there',
  async (name) => {
    const comments = (await composeText(name)).match(/^ *#.*$/gm)?.join('\n') ?? ''
    const named = comments.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? []
    expect(named.filter((variable) => !knownVariables().has(variable))).toEqual([])
  }
)

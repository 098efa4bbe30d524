import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { dependencies } from '../../package.json'
import { loadConfig } from '../../src/config.ts'

const readme = await Bun.file(join(import.meta.dir, '..', '..', 'README.md')).text()
const rows = [...readme.matchAll(/^\| `([A-Z_]+)` \|(.*?)\|/gm)].map(([, name, initial]) => ({
  name: name ?? '',
  initial: initial?.replaceAll('`', '').trim() ?? '',
}))

test('the README lists the variables that the configuration reads, and no other', () => {
  const read = new Set<string>()
  const env = new Proxy<Record<string, string>>(
    { MONGO_URI: 'mongodb://mongo:27017' },
    {
      get(values, name) {
        if (typeof name === 'string') read.add(name)
        return Reflect.get(values, name)
      },
    }
  )
  expect(loadConfig(env).problems).toEqual([])
  const ofTheSystem = ['HOME', 'XDG_DATA_HOME']
  const ours = [...read].filter((name) => !name.endsWith('_FILE') && !ofTheSystem.includes(name))
  expect(rows.map(({ name }) => name).sort()).toEqual(ours.sort())
})

test('a default of the README is what holds when nothing is set', () => {
  const base = { MONGO_URI: 'mongodb://mongo:27017' }
  const said = rows.filter(
    ({ name, initial }) =>
      initial !== '' && !['DATA_DIR', 'AUTH_USERNAME', 'OTEL_SERVICE_NAME'].includes(name)
  )
  for (const { name, initial } of said) {
    expect([name, loadConfig({ ...base, [name]: initial }).config]).toEqual([
      name,
      loadConfig(base).config,
    ])
  }
  expect(said.length).toBeGreaterThan(20)
})

test('every runtime dependency has its sentence', () => {
  for (const name of Object.keys(dependencies)) expect(readme).toContain(`| [${name}](`)
})

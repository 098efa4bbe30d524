import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { dependencies } from '../../package.json'
import { withVariables } from '../../scripts/readme-variables.ts'
import { loadConfig } from '../../src/config.ts'
import { type Variable, variables } from '../../src/variables.ts'

const readme = await Bun.file(join(import.meta.dir, '..', '..', 'README.md')).text()
const described = Object.entries<Variable>(variables)
const ofFiles = described.filter(([, { hasFile }]) => hasFile).map(([name]) => name)

test('the table of the variables is the one that the source makes', () => {
  expect(readme, '`bun run readme` writes it anew').toBe(withVariables(readme))
})

test('a table that is out of date is replaced, and nothing around it', () => {
  const around = (table: string) =>
    `before\n<!-- variables -->\n${table}\n<!-- /variables -->\nafter\n`
  const written = withVariables(around('| `OLD` | `1` | what was |'))
  expect(written).toStartWith('before\n<!-- variables -->\n\n| variable | default |')
  expect(written).toEndWith(' |\n\n<!-- /variables -->\nafter\n')
  expect(written).not.toContain('OLD')
  expect(written.match(/^\| `[A-Z_]+` \|/gm)).toHaveLength(described.length)
  expect(withVariables(written)).toBe(written)
})

test('a README that has lost a mark is not written over', () => {
  expect(() => withVariables('before\n<!-- variables -->\nafter')).toThrow('<!-- /variables -->')
})

test('the variables that are described are those that the configuration reads', () => {
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
  const ours = [...read].filter((name) => !ofTheSystem.includes(name))
  const known = [...Object.keys(variables), ...ofFiles.map((name) => `${name}_FILE`)]
  expect(ours.sort()).toEqual(known.sort())
})

test('the README names those that can be read from a file', () => {
  const sentence = /[^.]*can be read from a file/.exec(readme)?.[0] ?? ''
  const named = [...sentence.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name ?? '')
  expect(named.sort()).toEqual(ofFiles.sort())
})

test('every runtime dependency has its sentence', () => {
  for (const name of Object.keys(dependencies)) expect(readme).toContain(`| [${name}](`)
})

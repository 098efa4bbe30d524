import { expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
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

test.each(['README.md', 'deploy/README.md'])(
  'the line of %s for T◎RRX’s .env leaves those that stand there alone',
  async (name) => {
    const text = await Bun.file(join(import.meta.dir, '..', '..', name)).text()
    const command = /^.*>> \.env$/m.exec(text)?.[0] ?? ''
    const folder = await mkdtemp(join(tmpdir(), 'readme-'))
    await Bun.write(join(folder, '.env'), 'MINE=1')
    expect(Bun.spawnSync(['sh', '-c', command], { cwd: folder }).exitCode).toBe(0)
    const lines = (await Bun.file(join(folder, '.env')).text()).split('\n')
    await rm(folder, { recursive: true })
    expect(lines.filter((line) => line !== '')).toEqual([
      'MINE=1',
      'COMPOSE_FILE=docker-compose.yml:../services/torrent-notifier/deploy/compose.torrx.yml',
    ])
  }
)

test('every link within the documents leads somewhere', async () => {
  const root = join(import.meta.dir, '..', '..')
  const names = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'deploy/README.md']
  for (const name of names) {
    const text = await Bun.file(join(root, name)).text()
    for (const [, target = ''] of text.matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
      const [path = '', anchor] = target.split('#')
      const file = path === '' ? join(root, name) : join(root, name, '..', path)
      expect([name, target, existsSync(file)]).toEqual([name, target, true])
      if (anchor === undefined) continue
      const headings = (await Bun.file(file).text()).matchAll(/^#+ (.*)$/gm)
      expect([...headings].map(([, heading = '']) => anchorOf(heading))).toContain(anchor)
    }
  }
})

/** As GitHub makes it. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
    .replaceAll(' ', '-')

test('every runtime dependency has its sentence', () => {
  for (const name of Object.keys(dependencies)) expect(readme).toContain(`| [${name}](`)
})

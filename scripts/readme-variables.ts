import { join } from 'node:path'
import { type Variable, variables } from '../src/variables.ts'

/** Writes the README's table of the variables, between its two marks. */

const START = '<!-- variables -->'
const END = '<!-- /variables -->'

/** The text of the README with the table as it has to be. */
export const withVariables = (readme: string): string => {
  const [before, rest] = cut(readme, START)
  const [, after] = cut(rest, END)
  return `${before}${START}\n\n${table()}\n\n${END}${after}`
}

const table = () => {
  const rows = Object.entries<Variable>(variables).map(([name, { initial, unset, about }]) => [
    code(name),
    unset ?? (initial === null ? '' : code(initial)),
    about,
  ])
  return [['variable', 'default', 'what it sets'], ['---', '---', '---'], ...rows]
    .map(line)
    .join('\n')
}

const line = (cells: readonly string[]) =>
  `|${cells.map((cell) => (cell === '' ? ' |' : ` ${cell} |`)).join('')}`

const code = (text: string) => `\`${text}\``

const cut = (text: string, mark: string): [before: string, after: string] => {
  const [before, after, ...more] = text.split(mark)
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`${mark} has to stand in the README once`)
  }
  return [before, after]
}

if (import.meta.main) {
  const path = join(import.meta.dir, '..', 'README.md')
  await Bun.write(path, withVariables(await Bun.file(path).text()))
}

import { join } from 'node:path'
import { type Document, isNode, parseDocument } from 'yaml'
import { loadConfig } from '../../../src/config.ts'

const root = join(import.meta.dir, '..', '..', '..')

/** Where a file of the repository lies. */
export const pathOf = (...names: string[]): string => join(root, ...names)

/** The text of a file of the repository. */
export const textOf = (...names: string[]): Promise<string> => Bun.file(pathOf(...names)).text()

/** A YAML file, every value of which is unknown until it is looked at. */
export type Yaml = {
  whole: unknown
  /** What stands at a path of keys; `undefined` where nothing does. */
  at(...path: (string | number)[]): unknown
}

/**
 * Parses YAML as strictly as compose and Traefik do: a key that stands twice is a fault, as is
 * anything that is only warned of.
 */
export const parseYaml = (text: string): Yaml => {
  const document: Document = parseDocument(text)
  const [fault] = [...document.errors, ...document.warnings]
  if (fault !== undefined) throw fault
  return {
    whole: document.toJS(),
    at(...path) {
      const node: unknown = document.getIn(path)
      return isNode(node) ? node.toJS(document) : node
    },
  }
}

/** Lines as deep inside a file as `depth` blanks put them. */
export const indented = (text: string, depth: number): string =>
  text.replace(/^(?=.)/gm, ' '.repeat(depth))

/** The names of all variables that the configuration reads. */
export const knownVariables = (): ReadonlySet<string> => {
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
  loadConfig(env)
  return read
}

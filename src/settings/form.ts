import { InvalidInput } from '../domain.ts'
import { fieldsOf, isSectionName, sectionSchemas } from './schema.ts'

/** A browser sends `on` for a box that is ticked and has no value of its own. */
const truths: Readonly<Record<string, boolean>> = { true: true, on: true, false: false }

/**
 * Turns an urlencoded form into the body that a PATCH with JSON would have had.
 *
 * Fields are named by their path, such as `jellyfin.url`. A field that is absent keeps its value,
 * so a tick box stands behind a hidden `false` of the same name: of a repeated field the last one
 * counts. Path maps are repeated pairs of `….pathMap.from` and `….pathMap.to`; an empty pair is an
 * unused row, and blanks around a path are not part of it.
 *
 * @throws {InvalidInput} When the two sides of a path map differ in number.
 */
export const bodyFromForm = (form: URLSearchParams): Record<string, unknown> => {
  const top = new Map<string, unknown>()
  const sections = new Map<string, Map<string, unknown>>()
  for (const name of new Set(form.keys())) {
    const { section, field } = splitName(name)
    const value = form.getAll(name).at(-1)
    if (section === null) {
      top.set(name, value)
      continue
    }
    const fields = sections.get(section) ?? new Map<string, unknown>()
    sections.set(section, fields)
    if (field === 'pathMap.from' || field === 'pathMap.to') {
      fields.set('pathMap', readPairs(form, `${section}.pathMap`))
    } else fields.set(field, readValue(section, field, value))
  }
  const bodies = [...sections].map(([name, fields]) => [name, Object.fromEntries(fields)] as const)
  return Object.fromEntries([...top, ...bodies])
}

/** A name without a section that we have is left whole: it is unknown, and will be told so. */
const splitName = (name: string) => {
  const dot = name.indexOf('.')
  const section = name.slice(0, Math.max(dot, 0))
  return { section: isSectionName(section) ? section : null, field: name.slice(dot + 1) }
}

const readValue = (
  section: keyof typeof sectionSchemas,
  field: string,
  value: string | undefined
): unknown => {
  const fields = fieldsOf(sectionSchemas[section])
  const isFlag = Object.hasOwn(fields, field) && fields[field]?.['type'] === 'boolean'
  return isFlag && value !== undefined && Object.hasOwn(truths, value) ? truths[value] : value
}

const readPairs = (form: URLSearchParams, path: string) => {
  const from = form.getAll(`${path}.from`)
  const to = form.getAll(`${path}.to`)
  if (from.length !== to.length) {
    throw new InvalidInput([{ field: path, message: 'wanted is one "to" for every "from"' }])
  }
  return from
    .map((left, index) => ({ from: left.trim(), to: (to[index] ?? '').trim() }))
    .filter((pair) => pair.from !== '' || pair.to !== '')
}

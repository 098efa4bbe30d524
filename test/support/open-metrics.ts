/** A family of numbers as OpenMetrics tells it. */
export type Family = {
  type: string
  help: string
  samples: { name: string; labels: Record<string, string>; value: number }[]
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/y
/** What may stand behind the name of a family, by its type (OpenMetrics 1.0, §5). */
const suffixes: Readonly<Record<string, readonly string[]>> = {
  counter: ['_total', '_created'],
  gauge: [''],
  histogram: ['_bucket', '_count', '_sum', '_created'],
}

/**
 * Reads OpenMetrics strictly: each family once, with its type and help before its samples, samples
 * of its own names only, and the mark of the end.
 *
 * @throws With the line that breaks a rule.
 */
export const readOpenMetrics = (text: string): Map<string, Family> => {
  const lines = text.split('\n')
  if (lines.pop() !== '' || lines.pop() !== '# EOF') throw new Error('the end is not marked')
  const families = new Map<string, Family>()
  let named = ''
  let family: Family = { type: '', help: '', samples: [] }
  for (const line of lines) {
    const fail = (why: string) => new Error(`${why}: ${line}`)
    const [, kind, name = '', words = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? []
    if (kind !== undefined) {
      if (named !== name) {
        if (families.has(name)) throw fail('told twice')
        named = name
        family = { type: '', help: '', samples: [] }
        families.set(name, family)
      }
      family[kind === 'HELP' ? 'help' : 'type'] = words
      continue
    }
    const [, sample, labels = '', value] = SAMPLE.exec(line) ?? []
    if (sample === undefined) throw fail('no sample')
    const allowed = suffixes[family.type]?.map((suffix) => named + suffix)
    if (!allowed?.includes(sample)) throw fail(`not of ${named}, a ${family.type}`)
    if (!Number.isFinite(Number(value)) && !/^[+-]Inf$/.test(value ?? '')) throw fail('no number')
    family.samples.push({ name: sample, labels: readLabels(labels, fail), value: Number(value) })
  }
  return families
}

const readLabels = (text: string, fail: (why: string) => Error): Record<string, string> => {
  const labels: Record<string, string> = {}
  LABEL.lastIndex = 0
  let end = 0
  for (let found = LABEL.exec(text); found !== null; found = LABEL.exec(text)) {
    labels[found[1] ?? ''] = found[2] ?? ''
    end = LABEL.lastIndex
  }
  if (end !== text.length) throw fail('bad labels')
  return labels
}

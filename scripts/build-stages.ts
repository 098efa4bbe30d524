/** One line of a Dockerfile, whatever it was broken into. */
export type Instruction = { readonly word: string; readonly rest: string }

/** What stands from one `FROM` to the next. */
export type Stage = { readonly image: string; readonly instructions: readonly Instruction[] }

/** Reads a Dockerfile of the kind that we write: no here-documents, no directives of the parser. */
export const readStages = (dockerfile: string): Stage[] => {
  const lines = dockerfile
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
  const stages: { image: string; instructions: Instruction[] }[] = []
  for (const line of lines) {
    const [word = '', ...words] = line.split(' ')
    const rest = words.join(' ').trim()
    const stage = stages.at(-1)
    if (word === 'FROM') stages.push({ image: rest.split(' ')[0] ?? '', instructions: [] })
    else if (stage === undefined) throw new Error(`${word} stands before the first FROM`)
    else stage.instructions.push({ word, rest })
  }
  return stages
}

/** What follows a word in a stage, in order. */
export const restsOf = ({ instructions }: Stage, wanted: string): string[] =>
  instructions.filter(({ word }) => word === wanted).map(({ rest }) => rest)

/** What follows a word that has to stand in a stage; of several, the last holds. */
export const restOf = (stage: Stage, word: string): string => {
  const rest = restsOf(stage, word).at(-1)
  if (rest === undefined) throw new Error(`there is no ${word}`)
  return rest
}

/** The command of an `ENTRYPOINT` or `HEALTHCHECK` that is written as a list. */
export const commandOf = (rest: string): string[] => {
  const command: unknown = JSON.parse(rest.slice(rest.indexOf('[')))
  if (Array.isArray(command)) return command.map(String)
  throw new Error(`${rest} is no list`)
}

/** The variables that a stage sets for the container. */
export const variablesOf = (stage: Stage): Record<string, string> =>
  Object.fromEntries(
    restsOf(stage, 'ENV')
      .flatMap((rest) => rest.split(/\s+/))
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])
  )

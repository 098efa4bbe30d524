import type { IntegrationSettings } from '../settings/schema.ts'
import { isInUse } from './coverage.ts'
import type { Finding } from './finding.ts'
import { listWords, pathWord } from './list-words.ts'
import { mapPath, type PathMapping } from './map-path.ts'

/** Where the engine puts everything it downloads. */
export type EngineFolder = {
  path: string
  /** Whether the engine has told so, or it is what T◎RRX's compose file says. */
  isKnown: boolean
}

/** What is odd about the engine's folder. */
export const folderOddities = ({ path, isKnown }: EngineFolder): Finding[] =>
  isKnown
    ? []
    : [
        {
          code: 'folder_unknown',
          level: 'odd',
          message: `The T◎RRX engine has not answered yet: its folder is taken to be ${pathWord(path)}.`,
          hint: 'Check that the engine runs, then look again.',
        },
      ]

/** The mappings that have nothing to do with the engine's folder, which they were made for. */
export const mappingOddities = (folder: string, pathMap: readonly PathMapping[]): Finding[] => {
  const unused = pathMap.filter((mapping) => !isInUse(folder, mapping))
  if (unused.length === 0) return []
  const pairs = listWords(unused.map(({ from, to }) => `${pathWord(from)} to ${pathWord(to)}`))
  const [what, verb] = unused.length === 1 ? ['The mapping of', 'does'] : ['The mappings of', 'do']
  return [
    {
      code: 'mapping_unused',
      level: 'odd',
      message: `${what} ${pairs} ${verb} nothing: T◎RRX’s folder is ${pathWord(folder)}.`,
      hint: `Write ${pathWord(folder)} in its place, or take it away.`,
    },
  ]
}

/** What is to be known of the path that programs are told. */
export const programFindings = (folder: string, qbt: IntegrationSettings['qbt']): Finding[] => {
  if (!qbt.enabled) {
    const message = 'The qBittorrent API is off: no program is told anything.'
    return [{ code: 'programs_off', level: 'note', message, hint: null }]
  }
  const place = pathWord(mapPath(folder, qbt.pathMap))
  return [
    ...mappingOddities(folder, qbt.pathMap),
    {
      code: 'remote_mappings',
      level: 'note',
      message: `Sonarr and Radarr look for finished files in ${place}.`,
      hint: 'Where they see that folder under another name, say so here or in their Remote Path Mappings, not in both.',
    },
  ]
}

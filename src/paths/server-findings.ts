import { mediaServerNames } from '../domain.ts'
import type { Finding } from './finding.ts'
import { pathWord } from './list-words.ts'
import { nameMistake } from './mistake.ts'
import type { ServerPaths } from './mistake-facts.ts'
import { mappingOddities } from './oddities.ts'

/** What is to be said of a media server's paths, the worst first. */
export const serverFindings = (server: ServerPaths): Finding[] => {
  const mistake = nameMistake(server)
  const oddities = mappingOddities(server.folder, server.pathMap)
  if (mistake === null) return oddities
  const isExcusable = mistake.level === 'wrong' && mistake.code !== 'no_libraries'
  return [mistake, ...oddities, ...(isExcusable ? [importNote(server)] : [])]
}

/** Where Sonarr and Radarr bring everything into a library, the downloads need not be in one. */
const importNote = ({ server, folder }: ServerPaths): Finding => {
  const name = mediaServerNames[server]
  return {
    code: 'imports',
    level: 'note',
    message: `Where Sonarr and Radarr import everything, no library need contain ${pathWord(folder)}.`,
    hint: `Have ${name} refreshed after the import then, not after the download.`,
  }
}

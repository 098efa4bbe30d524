import { mediaServerNames } from '../domain.ts'
import type { PathAdvice } from '../settings/path-advice.ts'
import { listWords, pathWord } from './list-words.ts'
import { mapPath } from './map-path.ts'
import type { ServerPaths } from './mistake-facts.ts'
import { type EngineFolder, folderOddities } from './oddities.ts'
import { offered } from './offered.ts'
import { serverFindings } from './server-findings.ts'

/**
 * What a Test says of a server's paths: in its hint what is wrong, with both sides' paths and the
 * next step, and in warnings what only looks odd or is good to know.
 */
export const adviceOf = (engine: EngineFolder, server: ServerPaths): PathAdvice => {
  const findings = [...serverFindings(server), ...folderOddities(engine)]
  const mistake = findings.find(({ level }) => level === 'wrong')
  const others = findings.filter((finding) => finding !== mistake)
  return {
    hint: mistake ? sentences(mistake.message, bothSides(server), mistake.hint) : null,
    warnings: others.map(({ message, hint }) => sentences(message, hint)),
    proposal: offered(server),
  }
}

const bothSides = ({ server, folder, pathMap, libraries }: ServerPaths): string | null => {
  const paths = libraries.flatMap((library) => library.paths)
  if (paths.length === 0) return null
  const place = mapPath(folder, pathMap)
  const mapped = place === folder ? '' : `, which is to be ${pathWord(place)} there`
  const theirs = `${mediaServerNames[server]}’s libraries are in ${listWords(paths.map(pathWord))}`
  return `T◎RRX puts files in ${pathWord(folder)}${mapped}; ${theirs}.`
}

const sentences = (...parts: readonly (string | null)[]): string =>
  parts.filter((part) => part !== null).join(' ')

import type { Finding, MistakeCode } from './finding.ts'
import { pathWord } from './list-words.ts'
import { type Facts, factsOf, type ServerPaths } from './mistake-facts.ts'
import { isWindowsPath } from './path-parts.ts'
import type { Proposal } from './proposal.ts'

/** What stands in the way, the first of these that holds. */
const nameOf = (facts: Facts): MistakeCode | null => {
  const { libraries, coverage, sees, proposal, isMapped, place } = facts
  if (coverage === 'all') return sees === false ? 'library_unseen' : null
  if (libraries.every(({ paths }) => paths.length === 0)) return 'no_libraries'
  if (coverage === 'part') return 'part_only'
  if (isMapped && sees !== true) return 'mapping_leads_nowhere'
  if (proposal !== null && isOtherCase(proposal)) return 'case_differs'
  if (sees === true) return 'in_no_library'
  if (proposal !== null && proposal.basis !== 'guess') return 'other_name'
  const isForeign = libraries.every(({ paths }) => paths.every(isWindowsPath))
  if (isForeign && !isWindowsPath(place)) return 'other_system'
  return sees === false ? 'not_mounted' : 'in_no_library'
}

type Words = Pick<Finding, 'message' | 'hint'>

const words: Record<MistakeCode, (facts: Facts) => Words> = {
  no_libraries: ({ name, mounting }) => ({
    message: `${name} has no library yet.`,
    hint: mounting,
  }),
  not_mounted: ({ name, place, proposal, mounting }) => ({
    message: `${name} has no library that contains ${place}, and sees no such folder.`,
    hint: proposal === null ? mounting : sayOf(proposal, name),
  }),
  other_name: ({ name, place, proposal, mounting }) => ({
    message: `${name} has no library that contains ${place}.`,
    hint: proposal === null ? mounting : sayOf(proposal, name),
  }),
  case_differs: ({ name, place, proposal, mounting }) => ({
    message: `${name} has no library that contains ${place} in just these letters: capitals count.`,
    hint: proposal === null ? mounting : sayOf(proposal, name),
  }),
  in_no_library: ({ name, place, sees, proposal, mounting }) => {
    const adding = sees === true ? `Add ${place} to a library in ${name}.` : mounting
    return {
      message:
        sees === true
          ? `${name} sees ${place}, but has no library that contains it.`
          : `${name} has no library that contains ${place}.`,
      hint: proposal === null ? adding : `${adding} Or: ${sayOf(proposal, name)}`,
    }
  },
  part_only: ({ name, place, held, proposal }) => ({
    message: `${name} has only a part of ${place} in its libraries: ${held}.`,
    hint:
      proposal === null
        ? `What lies beside that is not found: add ${place} itself to a library in ${name}.`
        : sayOf(proposal, name),
  }),
  library_unseen: ({ name, place, held }) => ({
    message: `${name} has ${place} in its libraries (${held}), but does not see that folder.`,
    hint: `Mount T◎RRX’s volume into ${name} at ${place}: it may have been lost when the container was made anew.`,
  }),
  other_system: ({ name, place, mounting }) => ({
    message: `${name} runs on Windows and knows no ${place}.`,
    hint: `${mounting} Then map T◎RRX’s folder to what it is called there, such as \\\\nas\\data.`,
  }),
  mapping_leads_nowhere: ({ name, folder, place, sees, proposal }) => ({
    message:
      sees === false
        ? `The mapping of ${folder} leads nowhere: ${name} sees no folder ${place}.`
        : `The mapping of ${folder} leads nowhere: ${name} has no library that contains ${place}.`,
    hint:
      proposal === null
        ? `Write what ${name} calls T◎RRX’s folder; if it has none, mount T◎RRX’s volume into ${name} and add it to a library.`
        : sayOf(proposal, name),
  }),
}

/**
 * Names the one mistake for which a media server would not find what T◎RRX downloads, and the next
 * step; `null` where there is none. Whoever waits for imports needs no library around the downloads,
 * so that it is merely odd there.
 */
export const nameMistake = (server: ServerPaths): Finding | null => {
  const facts = factsOf(server)
  const code = nameOf(facts)
  if (code === null) return null
  const { message, hint } = words[code](facts)
  if (server.after === 'download' || code === 'no_libraries') {
    return { code, level: 'wrong', message, hint }
  }
  const excuse = 'Where Sonarr and Radarr import everything into a library, nothing need be done.'
  return { code, level: 'odd', message, hint: `${excuse} ${hint ?? ''}`.trim() }
}

/** What to do with a proposal, one sentence or two. */
const sayOf = (proposal: Proposal, name: string): string => {
  const from = pathWord(proposal.from)
  const to = pathWord(proposal.to)
  if (from === to) return `Take the mapping away: ${name} calls ${from} by the same name.`
  if (proposal.basis === 'same-names') return `Map ${from} to ${to}: ${name} seems to call it so.`
  if (proposal.basis === 'other-mapping')
    return `Map ${from} to ${to}: the settings call it so already.`
  return `If ${from} here is ${to} there, map it so. Otherwise mount T◎RRX’s volume into ${name} and add it to a library.`
}

const isOtherCase = ({ from, to }: Proposal): boolean =>
  from !== to && from.toLowerCase() === to.toLowerCase()

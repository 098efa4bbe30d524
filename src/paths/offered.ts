import type { ServerPaths } from './mistake-facts.ts'
import type { Proposal } from './proposal.ts'

/**
 * The proposal that may be taken as it is. A guess is only spoken of, with its condition: once it
 * was taken everything would look right, whether or not it is.
 */
export const offered = ({ proposal }: Pick<ServerPaths, 'proposal'>): Proposal | null =>
  proposal?.basis === 'guess' ? null : proposal

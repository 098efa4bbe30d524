import { lookupIn } from '../../lib/lookup.ts'
import type { InventoryTorrent, OwnFacts } from '../inventory/inventory-torrent.ts'
import type { Session } from './session.ts'
import type { CatalogTorrent } from './sightings.ts'

/** Whether two looks found the same, so that what was made of the first one still holds. */
export const isSameTorrent = (one: InventoryTorrent, other: InventoryTorrent): boolean =>
  areSameFacts(one, other) && isSameSighting(one, other)

/** Whether what the engine does not know of a torrent is the same. */
export const areSameFacts = (one: OwnFacts, other: OwnFacts): boolean =>
  one.lastActivityAt === other.lastActivityAt &&
  one.note === other.note &&
  one.name === other.name &&
  one.completedAt === other.completedAt &&
  one.isStalled === other.isStalled &&
  one.wait === other.wait &&
  areSameTags(one.tags, other.tags)

/** Whether the engine told the same of a torrent. */
export const isSameSighting = (one: CatalogTorrent, other: CatalogTorrent): boolean =>
  one === other ||
  (one.id === other.id &&
    one.doneBytes === other.doneBytes &&
    one.downloadSpeed === other.downloadSpeed &&
    one.updatedAt === other.updatedAt &&
    one.status === other.status &&
    one.name === other.name &&
    one.totalBytes === other.totalBytes &&
    one.createdAt === other.createdAt &&
    isSameSession(one.session, other.session) &&
    areSameTags(one.tags, other.tags))

/** Makes what gives a torrent as it was found, or as the object of before if nothing has changed. */
export const keepSame = (
  before: readonly CatalogTorrent[]
): ((found: CatalogTorrent, place: number) => CatalogTorrent) => {
  const lookup = lookupIn(before, ({ id }) => id)
  return (found, place) => {
    const known = lookup(found.id, place)
    return known !== undefined && isSameSighting(known, found) ? known : found
  }
}

const isSameSession = (one: Session | null, other: Session | null): boolean =>
  one === other ||
  (one !== null &&
    other !== null &&
    one.mode === other.mode &&
    one.phase === other.phase &&
    one.peers === other.peers)

const areSameTags = (one: readonly string[], other: readonly string[]): boolean =>
  one === other || (one.length === other.length && one.every((tag, index) => tag === other[index]))

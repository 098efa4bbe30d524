import type { InventoryTorrent } from './inventory-torrent.ts'
import type { Session } from './session.ts'

/** Whether two looks found the same, so that what was made of the first one still holds. */
export const isSameTorrent = (one: InventoryTorrent, other: InventoryTorrent): boolean =>
  one.doneBytes === other.doneBytes &&
  one.downloadSpeed === other.downloadSpeed &&
  one.updatedAt === other.updatedAt &&
  one.lastActivityAt === other.lastActivityAt &&
  one.note === other.note &&
  one.status === other.status &&
  one.name === other.name &&
  one.totalBytes === other.totalBytes &&
  one.createdAt === other.createdAt &&
  one.completedAt === other.completedAt &&
  one.isStalled === other.isStalled &&
  one.wait === other.wait &&
  isSameSession(one.session, other.session) &&
  areSameTags(one.tags, other.tags)

const isSameSession = (one: Session | null, other: Session | null): boolean =>
  one === other ||
  (one !== null &&
    other !== null &&
    one.mode === other.mode &&
    one.phase === other.phase &&
    one.peers === other.peers)

const areSameTags = (one: readonly string[], other: readonly string[]): boolean =>
  one === other || (one.length === other.length && one.every((tag, index) => tag === other[index]))

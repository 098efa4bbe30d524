import { type ContentFile, createContent } from './content.ts'
import type { EngineProcess } from './process.ts'
import type { EngineRecord, EngineRecords } from './record.ts'
import type { SessionMode } from './session.ts'
import type { Swarm } from './swarm.ts'

/** What a torrent holds: one file of so many bytes, or files with paths below its name. */
export type ControlledContent = { name: string } & (
  | { totalBytes: number }
  | { files: ContentFile[] }
)

/**
 * The hand that moves the simulated engine: what users, peers and its own timers do. Ids are info
 * hashes; one that is not given is made of the name.
 */
export type EngineControl = {
  /** Adds a torrent whose metadata is known, as by an upload; it downloads at once. */
  add(
    torrent: ControlledContent & { id?: string; bytesPerSecond?: number }
  ): Promise<{ id: string }>
  /** Adds a magnet that no peer knows. Without a name its record has an empty one. */
  addPending(torrent?: { name?: string; id?: string }): Promise<{ id: string }>
  /** Lets peers tell what a magnet holds, now and after every restart. */
  giveMetadata(id: string, content: ControlledContent): void
  /** Lets the peers that know a magnet go away, which a session without metadata notices. */
  losePeers(id: string): void
  setSpeed(id: string, bytesPerSecond: number): void
  /** Brings a torrent's last byte; its record follows at the next sync. */
  finish(id: string): void
  syncNow(): Promise<void>
  startTorrent(id: string): Promise<void>
  stopTorrent(id: string): Promise<void>
  remove(id: string, options?: { deleteFiles?: boolean }): Promise<void>
  focus(id: string): void
  unfocus(): void
  /** Throws a session out, as the session limit does. */
  evictSession(id: string): void
  /** Ends the process and starts a new one on the same port: unfinished files begin at zero. */
  restart(): Promise<void>
  /** Ends the process: nobody answers until `restart`. */
  kill(): Promise<void>
  isRunning(): boolean
  /** Takes the database away from the engine, and gives it back. */
  setRecordsLost(isLost: boolean): void
  /** Makes removing a torrent's files fail. */
  lockFiles(id: string): void
  record(id: string): Promise<EngineRecord | null>
  /** The sessions that are open, which is no look at them. */
  sessionIds(): string[]
  modeOf(id: string): SessionMode | null
  /** The bytes that a session has by now; 0 without one. */
  doneBytes(id: string): number
}

export const createEngineControl = ({
  running,
  swarm,
  records,
  ...life
}: {
  running: () => EngineProcess
  swarm: Swarm
  records: EngineRecords
} & Pick<EngineControl, 'isRunning' | 'setRecordsLost' | 'kill' | 'restart'>): EngineControl => ({
  ...life,
  async add({ id: givenId, bytesPerSecond, ...content }) {
    const id = givenId ?? idOf(content.name)
    if (bytesPerSecond !== undefined) swarm.setBytesPerSecond(id, bytesPerSecond)
    await running().torrents.addContent({ id, content: toContent(content), name: '' })
    return { id }
  },
  async addPending({ name = '', id: givenId } = {}) {
    const id = givenId ?? idOf(name)
    const magnet = `magnet:?xt=urn:btih:${id}`
    await running().torrents.addMagnet({ magnet, name, waitMs: 0 })
    return { id }
  },
  giveMetadata(id, controlled) {
    const content = toContent(controlled)
    swarm.setContent(id, content)
    running().sessions.giveContent(id, content)
  },
  losePeers(id) {
    swarm.setContent(id, null)
  },
  setSpeed(id, bytesPerSecond) {
    // What came until now came at the old speed.
    running().sessions.doneBytes(id)
    swarm.setBytesPerSecond(id, bytesPerSecond)
  },
  finish(id) {
    must(running().sessions.finish(id), id)
  },
  syncNow: () => running().sync(),
  async startTorrent(id) {
    await running().torrents.start(id)
  },
  async stopTorrent(id) {
    await running().torrents.stop(id)
  },
  remove: (id, { deleteFiles = false } = {}) => running().torrents.remove(id, { deleteFiles }),
  focus(id) {
    must(running().sessions.focus(id), id)
  },
  unfocus() {
    running().sessions.unfocus()
  },
  evictSession(id) {
    must(running().sessions.drop(id), id)
  },
  lockFiles(id) {
    swarm.setLocked(id, true)
  },
  record: (id) => records.find(id),
  sessionIds: () => running().sessions.ids(),
  modeOf: (id) => running().sessions.modeOf(id),
  doneBytes: (id) => running().sessions.doneBytes(id),
})

const toContent = (content: ControlledContent) =>
  createContent(
    'files' in content
      ? content.files.map(({ path, length }) => ({ path: `${content.name}/${path}`, length }))
      : [{ path: content.name, length: content.totalBytes }]
  )

const idOf = (name: string): string => new Bun.CryptoHasher('sha1').update(name).digest('hex')

const must = (wasThere: boolean, id: string) => {
  if (!wasThere) throw new Error(`the torrent ${id} has no session with metadata`)
}

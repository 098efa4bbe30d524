import type { Content } from './content.ts'

/**
 * What is true outside the engine's process: what peers can tell and send, and which files are
 * whole on disk. It outlives the process.
 */
export type Swarm = {
  /** What peers tell of a torrent; `null` while none of them answers. */
  content(id: string): Content | null
  /** Lets peers have a torrent, or lose it. */
  setContent(id: string, content: Content | null): void
  bytesPerSecond(id: string): number
  setBytesPerSecond(id: string, bytesPerSecond: number): void
  /** Notes that a file of so many bytes is whole on disk. */
  keep(id: string, index: number, bytes: number): void
  isKept(id: string, index: number): boolean
  /** All bytes of files that are whole on disk. */
  keptBytes(): number
  /** Removes what is whole on disk; unfinished files stay, and count for nothing. */
  discard(id: string): void
  /** Whether the torrent's files cannot be removed. */
  isLocked(id: string): boolean
  setLocked(id: string, isLocked: boolean): void
}

/** A swarm in which torrents come with `defaultBytesPerSecond` until they are told otherwise. */
export const createSwarm = ({
  defaultBytesPerSecond,
}: {
  defaultBytesPerSecond: number
}): Swarm => {
  const contents = new Map<string, Content>()
  const speeds = new Map<string, number>()
  const kept = new Map<string, number>()
  const locked = new Set<string>()

  return {
    content: (id) => contents.get(id) ?? null,
    setContent(id, content) {
      if (content === null) contents.delete(id)
      else contents.set(id, content)
    },
    bytesPerSecond: (id) => speeds.get(id) ?? defaultBytesPerSecond,
    setBytesPerSecond(id, bytesPerSecond) {
      speeds.set(id, bytesPerSecond)
    },
    keep(id, index, bytes) {
      kept.set(`${id} ${index}`, bytes)
    },
    isKept: (id, index) => kept.has(`${id} ${index}`),
    keptBytes: () => [...kept.values()].reduce((sum, bytes) => sum + bytes, 0),
    discard(id) {
      for (const key of [...kept.keys()]) if (key.startsWith(`${id} `)) kept.delete(key)
    },
    isLocked: (id) => locked.has(id),
    setLocked(id, isLocked) {
      if (isLocked) locked.add(id)
      else locked.delete(id)
    },
  }
}

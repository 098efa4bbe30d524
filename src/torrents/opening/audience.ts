import type { Clock } from '../../lib/clock.ts'

/** Those who wait to hear what comes of a torrent, by its id. */
export type Audience<News> = {
  /** Waits for the news of a torrent; `null` after `waitMs` milliseconds at the latest. */
  hear(id: string, waitMs: number): Promise<News | null>
  /** Whether anybody waits for the news of this one. */
  has(id: string): boolean
  /** The torrents that somebody waits for at this moment. */
  ids(): string[]
  /** Tells all who wait for the news of this one; nobody hears it twice. */
  tell(id: string, news: News): void
}

/** Makes an audience of nobody. */
export const createAudience = <News>(clock: Clock): Audience<News> => {
  const listeners = new Map<string, Set<(news: News) => void>>()

  return {
    async hear(id, waitMs) {
      const answered = new AbortController()
      const { promise, resolve } = Promise.withResolvers<News>()
      const own = listeners.get(id) ?? new Set()
      listeners.set(id, own.add(resolve))
      const late = clock.sleep(waitMs, answered.signal).then(() => null)
      const news = await Promise.race([promise, late])
      answered.abort()
      own.delete(resolve)
      if (own.size === 0 && listeners.get(id) === own) listeners.delete(id)
      return news
    },
    has: (id) => listeners.has(id),
    ids: () => [...listeners.keys()],
    tell(id, news) {
      const told = listeners.get(id) ?? []
      listeners.delete(id)
      for (const resolve of told) resolve(news)
    },
  }
}

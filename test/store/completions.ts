import type { Completion, Settlement } from '../../src/domain.ts'

/** A completion of the torrent with this number; it was seen that many milliseconds late. */
export const completionOf = (number: number, parts: Partial<Completion> = {}): Completion => {
  const torrentId = number.toString(16).padStart(40, '0')
  return {
    id: `${torrentId}:1700000000`,
    torrentId,
    torrentName: `Torrent ${number}`,
    seenAt: 1_700_000_000_000 + number,
    completedAt: 1_699_999_000 + number,
    owed: ['jellyfin', 'emby'],
    awaitsImport: false,
    settled: [],
    ...parts,
  }
}

/** As many completions, of the torrents from 0 on. */
export const completionsOf = (count: number) =>
  Array.from({ length: count }, (_, at) => completionOf(at))
export const idsOf = (completions: readonly { id: string }[]) => completions.map(({ id }) => id)
/** What a server's debt is settled with when it took the refresh. */
export const asked = (server: Settlement['server'], at = 5): Settlement => ({
  server,
  outcome: 'asked',
  at,
})

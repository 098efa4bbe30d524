import type { Store } from '../store/store.ts'
import type { AskedRefresh } from './asked-refresh.ts'

/** A refresh that the server has taken. */
export type TakenRefresh = {
  asked: AskedRefresh
  /** Of the server, as it was set then. */
  origin: string
  isOverStuckScan: boolean
}

/**
 * Writes down that a refresh was taken, and what is paid by it. It may be done again.
 *
 * @throws {Unavailable} `store-down`; a part may be written then.
 */
export const recordRefresh = async (
  { completions, refreshes }: Pick<Store, 'completions' | 'refreshes'>,
  { asked, origin, isOverStuckScan }: TakenRefresh
): Promise<void> => {
  const { at, paid, scanBefore, server } = asked
  const note = isOverStuckScan ? { note: 'scan-stuck' as const } : {}
  const settlement = { server: server.kind, outcome: 'asked' as const, at, scanBefore, ...note }
  for (const { ids, ...how } of paid) await completions.settle(ids, { ...settlement, ...how })
  await refreshes.accept(server.kind, { origin, at })
}

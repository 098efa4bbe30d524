import type { MediaServerKind, RefreshResult } from '../domain.ts'
import type { FailureCode } from '../upstream-error.ts'
import type { AskedRefresh } from './asked-refresh.ts'

/** Told of what happens between a debt and the film in its library, to be counted. Never waited for. */
export type RefreshObserver = {
  /** A server has taken a refresh. */
  asked(kind: MediaServerKind, asked: Pick<AskedRefresh, 'at' | 'debts'>): void
  /** A server could not be asked. */
  failed(kind: MediaServerKind, code: FailureCode): void
  /** It is known what came of a completion's refresh. */
  found(kind: MediaServerKind, item: RefreshResult['item']): void
}

/** An observer whom nothing interests. */
export const unobserved: RefreshObserver = { asked() {}, failed() {}, found() {} }

import type { TorrentStatus } from '../../domain.ts'
import { normalizeTags, type RecordQuery, type SortField, sortFields } from './record.ts'

/** More items than this are never in one page. */
const LARGEST_PAGE = 1000

const statuses: Record<string, TorrentStatus | null> = {
  '': null,
  all: null,
  active: 'active',
  completed: 'completed',
  stopped: 'stopped',
}

export type ListRequest = { view: 'summary' | 'full'; query: RecordQuery }

/**
 * Reads the query of `GET /torrents`. Unknown parameters are ignored, and the first fault counts.
 *
 * @returns The request, or the engine's words for what is wrong with it.
 */
export const readListRequest = (params: URLSearchParams): ListRequest | { fault: string } => {
  const given = (name: string) => (params.get(name) ?? '').trim()
  const status = statuses[given('status')]
  const view = given('view') || 'summary'
  const sortBy = given('sortBy') || 'updatedAt'
  const direction = given('sortOrder').toLowerCase() || 'desc'
  const limit = readNumber(params.get('limit'), 1)
  const offset = readNumber(params.get('offset'), 0)
  if (status === undefined) return { fault: 'invalid status' }
  if (view !== 'summary' && view !== 'compact' && view !== 'full') return { fault: 'invalid view' }
  if (!isSortField(sortBy)) return { fault: 'invalid sortBy' }
  if (direction !== 'asc' && direction !== 'desc') return { fault: 'invalid sortOrder' }
  if (limit === undefined) return { fault: 'invalid limit' }
  if (offset === undefined) return { fault: 'invalid offset' }
  return {
    view: view === 'full' ? 'full' : 'summary',
    query: {
      status,
      search: given('search'),
      tags: normalizeTags(given('tags').split(',')),
      sortBy,
      direction,
      limit: limit === null ? null : Math.min(limit, LARGEST_PAGE),
      offset: offset ?? 0,
    },
  }
}

/** A whole number from `least`; `null` for none, `undefined` for anything else. */
const readNumber = (text: string | null, least: number): number | null | undefined => {
  if (text === null || text.trim() === '') return null
  const value = Number(text)
  return /^[+-]?\d+$/.test(text) && value >= least && Number.isSafeInteger(value)
    ? value
    : undefined
}

const isSortField = (text: string): text is SortField => sortFields.some((field) => field === text)

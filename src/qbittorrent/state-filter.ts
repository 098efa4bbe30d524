import type { State } from './state.ts'

const downloading: readonly State[] = [
  'metaDL',
  'queuedDL',
  'checkingDL',
  'downloading',
  'stalledDL',
  'pausedDL',
]
const seeding: readonly State[] = ['uploading', 'checkingUP']
const paused: readonly State[] = ['pausedDL', 'pausedUP']
const active: readonly State[] = ['metaDL', 'downloading', 'uploading']

const among =
  (words: readonly State[]) =>
  (state: State): boolean =>
    words.includes(state)
const notAmong =
  (words: readonly State[]) =>
  (state: State): boolean =>
    !words.includes(state)

/** What each filter lets through (qBittorrent 4.6.0, src/base/torrentfilter.cpp). */
const filters: ReadonlyMap<string, (state: State) => boolean> = new Map([
  ['downloading', among(downloading)],
  ['seeding', among(seeding)],
  ['completed', among([...seeding, 'pausedUP'])],
  ['paused', among(paused)],
  ['resumed', notAmong(paused)],
  ['active', among(active)],
  ['inactive', notAmong(active)],
  ['stalled', among(['stalledDL'])],
  ['stalled_uploading', among([])],
  ['stalled_downloading', among(['stalledDL'])],
  ['checking', among(['checkingDL', 'checkingUP'])],
  ['moving', among([])],
  ['errored', among(['error'])],
  // What 5.0 calls the paused and the resumed ones.
  ['stopped', among(paused)],
  ['running', notAmong(paused)],
])

/** Which states a `filter` lets through: all of them where the word is not known. */
export const stateFilter = (word: string | undefined): ((state: State) => boolean) =>
  filters.get(word ?? '') ?? (() => true)

import { type Static, Type } from '@sinclair/typebox'

export const integer = Type.Integer({
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
})
export const text = Type.String()
export const number = Type.Number()
export const flag = Type.Boolean()
/** What programs in .NET read into 32 bits. */
export const int32 = Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1 })
const hash = Type.String({ pattern: '^[0-9a-f]{40}$' })

/** Every word that qBittorrent 4.6 has for a state. A program in .NET loses the list over another. */
const states = [
  ...['error', 'missingFiles', 'uploading', 'pausedUP', 'queuedUP', 'stalledUP', 'checkingUP'],
  ...['forcedUP', 'downloading', 'metaDL', 'forcedMetaDL', 'pausedDL', 'queuedDL', 'stalledDL'],
  ...['checkingDL', 'forcedDL', 'checkingResumeData', 'moving', 'unknown'],
]

/**
 * A torrent in `torrents/info` as typed clients decode it: every key of qBittorrent 4.6.0, each of
 * its type (src/webui/api/serialize/serialize_torrent.cpp).
 */
export const infoRow = Type.Object({
  added_on: Type.Integer({ minimum: 1 }),
  amount_left: integer,
  auto_tmm: flag,
  availability: number,
  category: text,
  completed: integer,
  completion_on: Type.Integer({ minimum: -1 }),
  content_path: text,
  dl_limit: integer,
  dlspeed: int32,
  download_path: text,
  downloaded: integer,
  downloaded_session: integer,
  eta: Type.Integer({ minimum: 0, maximum: 8_640_000 }),
  f_l_piece_prio: flag,
  force_start: flag,
  hash,
  inactive_seeding_time_limit: Type.Integer({ minimum: -2 }),
  infohash_v1: text,
  infohash_v2: text,
  last_activity: integer,
  magnet_uri: Type.String({ pattern: '^magnet:\\?xt=urn:btih:' }),
  max_inactive_seeding_time: integer,
  max_ratio: number,
  max_seeding_time: integer,
  name: Type.String({ minLength: 1 }),
  num_complete: integer,
  num_incomplete: integer,
  num_leechs: integer,
  num_seeds: integer,
  priority: integer,
  progress: Type.Number({ minimum: 0, maximum: 1 }),
  ratio: number,
  ratio_limit: Type.Number({ minimum: -2 }),
  save_path: Type.String({ pattern: '^/.*[^/]$' }),
  seeding_time: Type.Integer({ minimum: 0 }),
  seeding_time_limit: Type.Integer({ minimum: -2 }),
  seen_complete: integer,
  seq_dl: flag,
  size: Type.Integer({ minimum: 0 }),
  state: Type.Union(states.map((state) => Type.Literal(state))),
  super_seeding: flag,
  tags: text,
  time_active: integer,
  total_size: integer,
  tracker: text,
  trackers_count: integer,
  up_limit: integer,
  uploaded: integer,
  uploaded_session: integer,
  upspeed: int32,
})

export type InfoRow = Static<typeof infoRow>

/** The answer to `torrents/info`. */
export const infoList = Type.Array(infoRow)

import { Type } from '@sinclair/typebox'
import { flag, integer, number, text } from './info-row.ts'

/** `torrents/properties` as typed clients decode it: every key of qBittorrent 4.6.0, and its type. */
export const propertiesAnswer = Type.Object({
  addition_date: integer,
  comment: text,
  completion_date: integer,
  created_by: text,
  creation_date: integer,
  dl_limit: integer,
  dl_speed: integer,
  dl_speed_avg: integer,
  download_path: text,
  eta: integer,
  hash: text,
  infohash_v1: text,
  infohash_v2: text,
  is_private: flag,
  last_seen: integer,
  name: text,
  nb_connections: integer,
  nb_connections_limit: integer,
  peers: integer,
  peers_total: integer,
  piece_size: integer,
  pieces_have: integer,
  pieces_num: integer,
  reannounce: integer,
  save_path: text,
  seeding_time: integer,
  seeds: integer,
  seeds_total: integer,
  share_ratio: number,
  time_elapsed: integer,
  total_downloaded: integer,
  total_downloaded_session: integer,
  total_size: integer,
  total_uploaded: integer,
  total_uploaded_session: integer,
  total_wasted: integer,
  up_limit: integer,
  up_speed: integer,
  up_speed_avg: integer,
})

/** `torrents/files`. Names are relative; `is_seed` is on the first one alone. */
export const filesAnswer = Type.Array(
  Type.Object({
    availability: number,
    index: integer,
    is_seed: Type.Optional(flag),
    name: Type.String({ pattern: '^[^/]' }),
    piece_range: Type.Tuple([integer, integer]),
    priority: Type.Union([0, 1, 6, 7].map((priority) => Type.Literal(priority))),
    progress: Type.Number({ minimum: 0, maximum: 1 }),
    size: integer,
  })
)

/** `torrents/trackers`. */
export const trackersAnswer = Type.Array(
  Type.Object({
    msg: text,
    num_downloaded: integer,
    num_leeches: integer,
    num_peers: integer,
    num_seeds: integer,
    status: Type.Integer({ minimum: 0, maximum: 4 }),
    tier: integer,
    url: text,
  })
)

import { Type } from '@sinclair/typebox'
import { flag, infoRow, integer, text } from './info-row.ts'
import { categories } from './servarr-needs.ts'

const transfer = {
  connection_status: Type.Union(
    ['connected', 'firewalled', 'disconnected'].map((status) => Type.Literal(status))
  ),
  dht_nodes: integer,
  dl_info_data: integer,
  dl_info_speed: integer,
  dl_rate_limit: integer,
  up_info_data: integer,
  up_info_speed: integer,
  up_rate_limit: integer,
}

/** `transfer/info`. */
export const transferAnswer = Type.Object(transfer)

const serverState = Type.Object({
  ...transfer,
  alltime_dl: integer,
  alltime_ul: integer,
  average_time_queue: integer,
  free_space_on_disk: integer,
  global_ratio: text,
  queued_io_jobs: integer,
  queueing: flag,
  read_cache_hits: text,
  read_cache_overload: text,
  refresh_interval: integer,
  total_buffers_size: integer,
  total_peer_connections: integer,
  total_queued_size: integer,
  total_wasted_session: integer,
  use_alt_speed_limits: flag,
  use_subcategories: flag,
  write_cache_overload: text,
})

/** A full `sync/maindata`. Its torrents do not say their hashes again, and empty parts are left out. */
export const maindataAnswer = Type.Object({
  rid: Type.Integer({ minimum: 1 }),
  full_update: Type.Literal(true),
  torrents: Type.Optional(Type.Record(text, Type.Omit(infoRow, ['hash']))),
  categories: Type.Optional(categories),
  tags: Type.Optional(Type.Array(text)),
  trackers: Type.Optional(Type.Record(text, Type.Array(text))),
  server_state: serverState,
})

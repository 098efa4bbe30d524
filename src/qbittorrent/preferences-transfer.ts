// Keys and types: qBittorrent 4.6.0, src/webui/api/appcontroller.cpp. What the engine does by
// itself and tells nobody is qBittorrent's own default; -1 is no limit.

const connection = {
  /** The engine's port is not known: 0 is any. */
  listen_port: 0,
  random_port: true,
  upnp: false,
  max_connec: 500,
  max_connec_per_torrent: 100,
  max_uploads: 20,
  max_uploads_per_torrent: 4,
}

const proxy = {
  proxy_type: 'None',
  proxy_ip: '',
  proxy_port: 8080,
  proxy_auth_enabled: false,
  proxy_username: '',
  proxy_password: '',
  proxy_hostname_lookup: false,
  proxy_bittorrent: false,
  proxy_peer_connections: false,
  proxy_rss: false,
  proxy_misc: false,
}

const ipFilter = {
  ip_filter_enabled: false,
  ip_filter_path: '',
  ip_filter_trackers: false,
  banned_IPs: '',
}

const speed = {
  /** 0 TCP and µTP. */
  bittorrent_protocol: 0,
  limit_utp_rate: true,
  limit_tcp_overhead: false,
  limit_lan_peers: true,
  scheduler_enabled: false,
  schedule_from_hour: 8,
  schedule_from_min: 0,
  schedule_to_hour: 20,
  schedule_to_min: 0,
  scheduler_days: 0,
}

const privacy = {
  dht: true,
  pex: true,
  lsd: false,
  /** 0 prefers encryption. */
  encryption: 0,
  anonymous_mode: false,
}

const queue = {
  queueing_enabled: true,
  max_active_checking_torrents: 1,
  max_active_uploads: -1,
  dont_count_slow_torrents: false,
  slow_torrent_dl_rate_threshold: 2,
  slow_torrent_ul_rate_threshold: 2,
  slow_torrent_inactive_timer: 60,
}

/** Nothing is removed, whatever was uploaded: programs remove what they have imported. */
const shareLimits = {
  max_ratio_enabled: false,
  max_ratio: -1,
  max_seeding_time_enabled: false,
  max_seeding_time: -1,
  max_inactive_seeding_time_enabled: false,
  max_inactive_seeding_time: -1,
  /** 0 pauses. */
  max_ratio_act: 0,
}

const session = {
  resume_data_storage_type: 'Legacy',
  memory_working_set_limit: 512,
  current_network_interface: '',
  current_interface_name: '',
  current_interface_address: '',
  save_resume_data_interval: 60,
  recheck_completed_torrents: false,
  refresh_interval: 1500,
  resolve_peer_countries: false,
  reannounce_when_address_changed: false,
}

const disk = {
  bdecode_depth_limit: 100,
  bdecode_token_limit: 10_000_000,
  async_io_threads: 10,
  hashing_threads: 1,
  file_pool_size: 100,
  checking_memory_use: 32,
  disk_cache: -1,
  disk_cache_ttl: 60,
  disk_queue_size: 1024 * 1024,
  disk_io_type: 0,
  disk_io_read_mode: 1,
  disk_io_write_mode: 1,
  enable_coalesce_read_write: false,
  enable_piece_extent_affinity: false,
  enable_upload_suggestions: false,
}

const sockets = {
  send_buffer_watermark: 500,
  send_buffer_low_watermark: 10,
  send_buffer_watermark_factor: 50,
  connection_speed: 30,
  socket_send_buffer_size: 0,
  socket_receive_buffer_size: 0,
  socket_backlog_size: 30,
  outgoing_ports_min: 0,
  outgoing_ports_max: 0,
  upnp_lease_duration: 0,
  peer_tos: 4,
  utp_tcp_mixed_mode: 0,
}

const peersAndTrackers = {
  idn_support_enabled: false,
  enable_multi_connections_from_same_ip: false,
  validate_https_tracker_certificate: true,
  ssrf_mitigation: true,
  block_peers_on_privileged_ports: false,
  enable_embedded_tracker: false,
  embedded_tracker_port: 9000,
  embedded_tracker_port_forwarding: false,
  upload_slots_behavior: 0,
  upload_choking_algorithm: 1,
  announce_to_all_trackers: false,
  announce_to_all_tiers: true,
  announce_ip: '',
  max_concurrent_http_announces: 50,
  stop_tracker_timeout: 2,
  peer_turnover: 4,
  peer_turnover_cutoff: 90,
  peer_turnover_interval: 300,
  request_queue_size: 500,
}

/** What qBittorrent's preferences say of downloading, by the pages of its dialog. */
export const transferPreferences = {
  ...connection,
  ...proxy,
  ...ipFilter,
  ...speed,
  ...privacy,
  ...queue,
  ...shareLimits,
  ...session,
  ...disk,
  ...sockets,
  ...peersAndTrackers,
} as const

// Keys and types: qBittorrent 4.6.0, src/webui/api/appcontroller.cpp. What this service does not
// have is off, or empty; a number that belongs to it is qBittorrent's own default.

const language = { locale: 'en', performance_warning: false }

const logFile = {
  file_log_enabled: false,
  file_log_path: '',
  file_log_backup_enabled: false,
  file_log_max_size: 65,
  file_log_delete_old: false,
  file_log_age: 1,
  /** 0 days, 1 months, 2 years. */
  file_log_age_type: 1,
}

const addedTorrents = {
  torrent_content_layout: 'Original',
  torrent_stop_condition: 'None',
  add_to_top_of_queue: false,
  start_paused_enabled: false,
  merge_trackers: false,
  /** 0 leaves a `.torrent` file where it is. */
  auto_delete_mode: 0,
  preallocate_all: false,
  incomplete_files_ext: false,
  add_trackers_enabled: false,
  add_trackers: '',
  excluded_file_names_enabled: false,
  excluded_file_names: '',
  /** The largest `.torrent` file that is taken: 10 MiB. */
  torrent_file_size_limit: 10 * 1024 * 1024,
}

/** One folder holds everything, and a category moves nothing. */
const folders = {
  auto_tmm_enabled: false,
  torrent_changed_tmm_enabled: false,
  save_path_changed_tmm_enabled: false,
  category_changed_tmm_enabled: false,
  use_subcategories: false,
  use_category_paths_in_manual_mode: false,
  temp_path_enabled: false,
  temp_path: '',
  export_dir: '',
  export_dir_fin: '',
  scan_dirs: {},
}

const mail = {
  mail_notification_enabled: false,
  mail_notification_sender: '',
  mail_notification_email: '',
  mail_notification_smtp: '',
  mail_notification_ssl_enabled: false,
  mail_notification_auth_enabled: false,
  mail_notification_username: '',
  mail_notification_password: '',
}

const externalPrograms = {
  autorun_on_torrent_added_enabled: false,
  autorun_on_torrent_added_program: '',
  autorun_enabled: false,
  autorun_program: '',
}

const webUi = {
  web_ui_domain_list: '*',
  web_ui_address: '*',
  web_ui_upnp: false,
  use_https: false,
  web_ui_https_cert_path: '',
  web_ui_https_key_path: '',
  bypass_auth_subnet_whitelist_enabled: false,
  bypass_auth_subnet_whitelist: '',
  web_ui_max_auth_fail_count: 5,
  web_ui_ban_duration: 3600,
  web_ui_session_timeout: 3600,
  alternative_webui_enabled: false,
  alternative_webui_path: '',
  web_ui_clickjacking_protection_enabled: true,
  web_ui_csrf_protection_enabled: true,
  web_ui_secure_cookie_enabled: false,
  web_ui_host_header_validation_enabled: true,
  web_ui_use_custom_http_headers_enabled: false,
  web_ui_custom_http_headers: '',
  web_ui_reverse_proxy_enabled: false,
  web_ui_reverse_proxies_list: '',
}

const dynamicDns = {
  dyndns_enabled: false,
  dyndns_service: 0,
  dyndns_username: '',
  dyndns_password: '',
  dyndns_domain: '',
}

const rss = {
  rss_refresh_interval: 30,
  rss_max_articles_per_feed: 50,
  rss_processing_enabled: false,
  rss_auto_downloading_enabled: false,
  rss_download_repack_proper_episodes: false,
  rss_smart_episode_filters: '',
}

/** What qBittorrent's preferences say of the program itself, by the pages of its dialog. */
export const applicationPreferences = {
  ...language,
  ...logFile,
  ...addedTorrents,
  ...folders,
  ...mail,
  ...externalPrograms,
  ...webUi,
  ...dynamicDns,
  ...rss,
} as const

import { applicationPreferences } from './preferences-application.ts'
import { transferPreferences } from './preferences-transfer.ts'

/** What the preferences say of this service. */
export type PreferenceFacts = {
  /** The folder that everything is downloaded to, as programs are told it. */
  savePath: string
  /** Where this service listens. */
  port: number
  /** Who logs in. */
  username: string
  hasPassword: boolean
  /** Bytes per second, 0 for none. The engine keeps none: they are only told again. */
  limits: { download: number; upload: number }
  /** As `limits`, in the mode of the other limits. */
  alternativeLimits: { download: number; upload: number }
  /** How many torrents the engine has open at a time; `null` for any number, or not known. */
  sessionLimit: number | null
}

/**
 * The answer to `app/preferences`: every key of qBittorrent 4.6.0, since typed clients decode all
 * of them, with what is true here. Some decide what Sonarr and Radarr do: without `dht` they refuse
 * magnets without trackers, without `queueing_enabled` a priority, and with a ratio or a seeding
 * time that removes torrents the whole client.
 */
export const preferences = (facts: PreferenceFacts): Record<string, unknown> => ({
  ...applicationPreferences,
  ...transferPreferences,

  save_path: facts.savePath,

  web_ui_port: facts.port,
  web_ui_username: facts.username,
  bypass_local_auth: !facts.hasPassword,

  dl_limit: facts.limits.download,
  up_limit: facts.limits.upload,
  alt_dl_limit: facts.alternativeLimits.download,
  alt_up_limit: facts.alternativeLimits.upload,

  max_active_downloads: facts.sessionLimit ?? NO_LIMIT,
  max_active_torrents: facts.sessionLimit ?? NO_LIMIT,
})

const NO_LIMIT = -1

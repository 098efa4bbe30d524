import type { IntegrationSettings } from './schema.ts'
import { masked } from './secret.ts'

/** The settings as anybody outside may see them: a key is `''` or the mask. */
export const toPublic = (settings: IntegrationSettings): IntegrationSettings => ({
  ...settings,
  jellyfin: { ...settings.jellyfin, apiKey: masked(settings.jellyfin.apiKey) },
  emby: { ...settings.emby, apiKey: masked(settings.emby.apiKey) },
})

import type { IntegrationSettings } from '../../settings/schema.ts'
import type { Settings } from '../../settings/settings.ts'
import { UpstreamError } from '../../upstream-error.ts'

/** What is stored; `null` where it was never read, and cannot be now. */
export const currentSettings = async (
  settings: Pick<Settings, 'current'>
): Promise<IntegrationSettings | null> => {
  try {
    return await settings.current()
  } catch (error) {
    if (error instanceof UpstreamError) return null
    throw error
  }
}

import { buildApp } from '../../support/app.ts'
import { startBesideEngine } from '../torrents/beside-engine.ts'

/** The API beside a simulated engine; time passes while a call is answered. */
export const startApi = async (services: Parameters<typeof buildApp>[0] = {}) => {
  // A magnet without peers is no wait.
  const setting = await startBesideEngine({ metadataWaitMs: 50 })
  const { catalog, control, clock, during } = setting
  const app = await buildApp({ catalog, control, clock, ...services })
  /** @returns The status and the text of the answer. */
  const post = async (action: string, form: Record<string, string> | FormData) => {
    const body = form instanceof FormData ? form : new URLSearchParams(form)
    const sending = app.send(`/api/v2/torrents/${action}`, { method: 'POST', body })
    const response = await during(sending)
    return [response.status, await response.text()]
  }
  return { ...setting, settings: app.settings, post }
}

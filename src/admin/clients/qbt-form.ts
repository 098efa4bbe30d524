import type { IntegrationSettings } from '../../settings/schema.ts'
import type { Settings } from '../../settings/settings.ts'
import { readStored } from '../../settings/stored.ts'
import { fingerprintOf } from '../forms/conflict.ts'
import { currentSettings } from '../forms/current-settings.ts'
import { type Saved, saveSection } from '../forms/save.ts'
import { type Submitted, typedFolders } from '../forms/submitted.ts'
import type { FolderPair } from '../parts/folders.tsx'

type QbtSettings = IntegrationSettings['qbt']

/** The form of the qBittorrent API as it stands on somebody's screen. */
export type QbtForm = {
  enabled: boolean
  finished: QbtSettings['finished']
  folders: FolderPair[]
  addByUrl: boolean
  /** The fingerprint of what is stored. */
  seen: string
}

/** Where the card is, and its form goes. */
export const QBT_URL = '/settings/integrations/clients'

/** The form of what is stored. */
export const storedQbtForm = (stored: QbtSettings): QbtForm => ({
  enabled: stored.enabled,
  finished: stored.finished,
  folders: stored.pathMap,
  addByUrl: stored.addByUrl,
  seen: fingerprintOf(stored),
})

/** What came of a button of the form. */
export type QbtActed = {
  status: 200 | 422 | 503
  settings: IntegrationSettings
  form: QbtForm
  saved?: Saved
}

/** Does what a button of the form asks for. */
export const actOnQbt = async (
  { settings }: { settings: Pick<Settings, 'current' | 'patch'> },
  sent: Submitted
): Promise<QbtActed> => {
  const known = await currentSettings(settings)
  const current = known ?? readStored(null).settings
  const form = typedQbtForm(sent)
  if (known === null) return { status: 503, settings: current, form, saved: { state: 'away' } }
  if (sent.act === 'reload') {
    return { status: 200, settings: current, form: storedQbtForm(current.qbt) }
  }
  if (sent.act === 'row') {
    const folders = [...form.folders, { from: '', to: '' }]
    return { status: 200, settings: current, form: { ...form, folders } }
  }
  const { enabled, finished, addByUrl, folders, seen } = form
  const fields = { enabled, finished, addByUrl, pathMap: folders }
  const name = 'the qBittorrent API'
  const saved = await saveSection(settings, { section: 'qbt', fields, seen, name })
  if (saved.state === 'saved') {
    return { status: 200, settings: saved.settings, form: storedQbtForm(saved.settings.qbt), saved }
  }
  if (saved.state === 'away') return { status: 503, settings: current, form, saved }
  const shown = saved.state === 'conflict' ? saved.settings : current
  return { status: 422, settings: shown, form, saved }
}

const typedQbtForm = (sent: Submitted): QbtForm => ({
  enabled: sent.fields['enabled'] === true,
  finished: sent.fields['finished'] === 'hand-over' ? 'hand-over' : 'keep',
  folders: typedFolders(sent),
  addByUrl: sent.fields['addByUrl'] === true,
  seen: sent.seen,
})

import type { MediaServerKind } from '../../domain.ts'
import type { MediaServerSettings } from '../../settings/schema.ts'
import { fingerprintOf } from '../forms/conflict.ts'
import { type Submitted, typedFolders, typedText } from '../forms/submitted.ts'
import type { FolderPair } from '../parts/folders.tsx'

/**
 * What is to become of the key: there is `none` yet, the stored one is to be kept, replaced by what
 * is typed, or cleared.
 */
export type KeyState = 'none' | 'keep' | 'replace' | 'clear'

/** A media server's form as it stands on somebody's screen. Only a key that was just typed is in it. */
export type ServerForm = {
  enabled: boolean
  url: string
  key: KeyState
  typedKey: string
  refresh: MediaServerSettings['refresh']
  after: MediaServerSettings['after']
  folders: FolderPair[]
  verifyTls: boolean
  /** The fingerprint of what is stored. */
  seen: string
}

/** The form of what is stored. One that was never set up begins with Enabled on. */
export const storedForm = (stored: MediaServerSettings): ServerForm => ({
  enabled: stored.enabled || !isSetUp(stored),
  url: stored.url,
  key: stored.apiKey === '' ? 'none' : 'keep',
  typedKey: '',
  refresh: stored.refresh,
  after: stored.after,
  folders: stored.pathMap,
  verifyTls: stored.verifyTls,
  seen: fingerprintOf(stored),
})

/** The form as it was sent. @param stored `null` where that is not known: its key may be there. */
export const typedForm = (sent: Submitted, stored: MediaServerSettings | null): ServerForm => {
  const key = keyStates.find((state) => state === sent.key) ?? 'keep'
  return {
    enabled: sent.fields['enabled'] === true,
    url: typedText(sent, 'url'),
    // Another tab may have stored a key since, or have cleared it.
    key: stored?.apiKey === '' ? 'none' : stored && key === 'none' ? 'replace' : key,
    typedKey: typedText(sent, 'apiKey'),
    refresh: sent.fields['refresh'] === 'targeted' ? 'targeted' : 'full',
    after: sent.fields['after'] === 'import' ? 'import' : 'download',
    folders: typedFolders(sent),
    verifyTls: sent.fields['verifyTls'] !== false,
    seen: sent.seen,
  }
}

/** What a form says, as the body of a PATCH or of a Test has it: a key that stays is left out. */
export const formFields = (form: ServerForm): Record<string, unknown> => {
  const { enabled, url, refresh, after, folders, verifyTls } = form
  const apiKey = form.key === 'clear' ? '' : form.typedKey
  const isKept = form.key === 'keep' || (form.key === 'replace' && apiKey === '')
  const fields = { enabled, url, refresh, after, pathMap: folders, verifyTls }
  return isKept ? fields : { ...fields, apiKey }
}

/** Whether somebody has ever entered this server. */
export const isSetUp = ({ url, apiKey }: Pick<MediaServerSettings, 'url' | 'apiKey'>): boolean =>
  url !== '' || apiKey !== ''

/** Where a card is, its form goes, and its refresh is asked for. */
export const serverUrl = (kind: MediaServerKind): string => `/settings/integrations/servers/${kind}`

const keyStates: readonly KeyState[] = ['none', 'keep', 'replace', 'clear']

import type { MediaServerKind } from '../../domain.ts'
import type { RefreshState } from '../../refresh/state.ts'
import type { LastTest } from '../../settings/last-test.ts'
import type { TestResult } from '../../settings/media-server-test.ts'
import type { MediaServerSettings } from '../../settings/schema.ts'
import type { Saved } from '../forms/save.ts'
import type { Moment } from '../moment.ts'
import type { CardView, HeadView } from './card.tsx'
import type { FolderReport } from './folder-check.tsx'
import { isSetUp, type ServerForm, storedForm } from './server-form.ts'

/** What a card is made of that nobody is typing into. */
export type CardFacts = {
  stored: MediaServerSettings
  /** Whether that was read once; otherwise it is what would be if nothing were stored. */
  isRead: boolean
  state: RefreshState
  lastTest: LastTest | null
  moment: Moment
}

/** How a media server stands. */
export const headView = ({ stored, isRead, state, lastTest, moment }: CardFacts): HeadView => ({
  state,
  lastTest,
  isRead,
  isSetUp: isSetUp(stored),
  address: stored.url.replace(/^https?:\/\//, ''),
  moment,
})

/**
 * A card: as it is stored, or with what somebody is typing and what came of it.
 */
export const cardView = (
  facts: CardFacts,
  {
    form,
    saved = null,
    test = null,
    report = null,
    isOpen = false,
    focus = null,
  }: {
    form?: ServerForm
    saved?: Saved | null
    test?: TestResult | null
    report?: FolderReport | null
    isOpen?: boolean
    focus?: string | null
  } = {}
): CardView => ({
  ...headView(facts),
  hasForm: facts.isRead || form !== undefined,
  form: form ?? storedForm(facts.stored),
  saved,
  test,
  report,
  isOpen,
  focus,
})

/** The card whose settings stand open: the first one, while none was ever set up. */
export const isNextStep = (
  kind: MediaServerKind,
  settings: Record<MediaServerKind, Pick<MediaServerSettings, 'url' | 'apiKey'>>
): boolean => kind === 'jellyfin' && !isSetUp(settings.jellyfin) && !isSetUp(settings.emby)

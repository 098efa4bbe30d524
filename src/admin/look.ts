import { type ClientSeen, isConnected } from '../clients/clients.ts'
import { mediaServerKinds } from '../domain.ts'
import { withTimeLimit } from '../lib/time-limit.ts'
import type { IntegrationSettings } from '../settings/schema.ts'
import { readStored } from '../settings/stored.ts'
import type { QbtHeadView } from './clients/card.tsx'
import type { SeenView } from './clients/seen.tsx'
import type { DashboardsView } from './dashboards/dashboards.tsx'
import type { AdminDeps } from './deps.ts'
import { type Announcement, announcementOf } from './head/announcement.ts'
import { type Banner, bannersOf } from './head/banner-news.ts'
import { type StatusSentence, statusSentence } from './head/status-sentence.ts'
import { type Moment, momentOf } from './moment.ts'
import { addressOf, type Reader, readReader } from './reader.ts'
import { isSetUp } from './servers/server-form.ts'
import type { CardFacts } from './servers/views.ts'

/** The page does not wait longer for a store that is away, in milliseconds. */
const STORE_WAIT_MS = 1000

/** Everything that the page shows of this moment to one reader, but for what has finished. */
export type Look = {
  reader: Reader
  moment: Moment
  /** Their defaults while they were never read. */
  settings: IntegrationSettings
  areSettingsRead: boolean
  sentence: StatusSentence
  announcement: Announcement
  banners: Banner[]
  servers: { jellyfin: CardFacts; emby: CardFacts }
  qbt: QbtHeadView
  seen: SeenView
  dashboards: DashboardsView
}

/** Looks at everything at once. Whatever is away is shown as such. */
export const look = async (deps: AdminDeps, request: Pick<Request, 'headers'>): Promise<Look> => {
  const reader = readReader(request)
  const moment = momentOf({
    now: deps.clock.now(),
    zone: reader.zone,
    formats: deps.formats,
  })
  const [read, categories, numbers] = await Promise.all([
    readSettings(deps),
    readCategories(deps),
    readNumbers(deps),
  ])
  const areSettingsRead = read !== null
  const settings = read ?? readStored(null).settings
  const refresh = { jellyfin: deps.refresh('jellyfin'), emby: deps.refresh('emby') }
  const tests = {
    jellyfin: deps.lastTest('jellyfin', settings.jellyfin),
    emby: deps.lastTest('emby', settings.emby),
  }
  const states = { store: deps.store(), engine: deps.engine(), watcher: deps.watcher(), refresh }
  const clients = deps.clients.all()
  const sentence = statusSentence({
    ...states,
    tests,
    numbers,
    connected: clients.filter((client) => isConnected(client, moment.now)),
    areSettingsRead,
    isSetUp: mediaServerKinds.some((kind) => isSetUp(settings[kind])),
    usesMongo: deps.usesMongo,
    now: moment.now,
  })
  const isClosed = deps.access.closedBy !== null
  const factsOf = (kind: 'jellyfin' | 'emby'): CardFacts => ({
    stored: settings[kind],
    isRead: areSettingsRead,
    state: refresh[kind],
    lastTest: tests[kind],
    moment,
  })
  return {
    reader,
    moment,
    settings,
    areSettingsRead,
    sentence,
    announcement: announcementOf(sentence, states),
    banners: bannersOf({ ...states, isClosed, usesMongo: deps.usesMongo, moment }),
    servers: { jellyfin: factsOf('jellyfin'), emby: factsOf('emby') },
    qbt: {
      isOn: settings.qbt.enabled,
      isRead: areSettingsRead,
      callers: callersOf(clients),
      access: deps.access,
    },
    seen: { clients, missing: deps.clients.missing(), categories, moment },
    dashboards: { ...deps.access, base: addressOf(reader), port: deps.port, numbers, moment },
  }
}

const callersOf = (clients: readonly ClientSeen[]): QbtHeadView['callers'] => {
  if (clients.length === 0) return 'none'
  return clients.some(({ lastServedAt }) => lastServedAt !== null) ? 'let-in' : 'refused'
}

/** What is stored; `null` where it was never read, and cannot be now. */
const readSettings = async ({ settings }: AdminDeps): Promise<IntegrationSettings | null> =>
  settings.last() ?? (await inTime(settings.current()).catch(() => null))

/** While the engine hangs and no number was ever known, they come when it has failed. */
const readNumbers = ({ numbers }: AdminDeps) => inTime(numbers()).catch(() => null)

const readCategories = ({ categories }: AdminDeps) => inTime(categories()).catch(() => [])

const inTime = <T>(work: Promise<T>): Promise<T> =>
  withTimeLimit(work, { limitMs: STORE_WAIT_MS, late: () => new Error('the store is away') })

import type { Clock } from '../lib/clock.ts'
import type { Login } from '../security/login.ts'
import type { Settings } from '../settings/settings.ts'
import type { TorrentControl } from '../torrents/control.ts'
import type { FetchRemoteTorrent } from '../torrents/source/remote-torrent.ts'
import type { Endpoint, Endpoints } from './endpoint.ts'
import { addingEndpoints } from './endpoints/adding.ts'
import { type ApplicationDeps, applicationEndpoints } from './endpoints/application.ts'
import { authEndpoints } from './endpoints/auth.ts'
import { categoryEndpoints } from './endpoints/categories.ts'
import { changeEndpoints } from './endpoints/changes.ts'
import { fileChangeEndpoints } from './endpoints/file-changes.ts'
import { limitEndpoints } from './endpoints/limits.ts'
import { locationEndpoints } from './endpoints/locations.ts'
import { logEndpoints } from './endpoints/log.ts'
import { syncEndpoints } from './endpoints/sync.ts'
import { tagEndpoints } from './endpoints/tags.ts'
import { torrentEndpoints } from './endpoints/torrents.ts'
import { transferEndpoints } from './endpoints/transfer.ts'
import { createGlobalLimits } from './global-limits.ts'
import { createSendLong } from './long-answer.ts'
import { createFolder, createShowContext, createShown } from './shown.ts'
import { withinWriteLimit } from './write-limit.ts'

/** What the API is made of. */
export type EndpointDeps = {
  control: TorrentControl
  login: Login
  settings: Pick<Settings, 'last' | 'current'>
  fetchRemote: FetchRemoteTorrent
  /** What the process was started with. */
  facts: ApplicationDeps['facts']
  clock: Clock
}

/** One action of the API, and the methods that it takes. */
export type Action = { endpoint: Endpoint; methods: readonly string[]; isSmall: boolean }

const READ = ['GET', 'HEAD', 'POST']
const WRITE = ['POST']

/** Makes all actions, by their paths below the API's own, such as `torrents/info`. */
export const createActions = (deps: EndpointDeps): ReadonlyMap<string, Action> => {
  const { control } = deps
  const limits = createGlobalLimits()
  const context = createShowContext(deps)
  const show = createShown({ ...deps, context })
  const sendLong = createSendLong(deps)
  const sessionLimit = () => control.setup().sessionLimit
  const prompt = [
    authEndpoints(deps),
    applicationEndpoints({ ...deps, folder: createFolder(deps), limits, sessionLimit }),
    torrentEndpoints({ control, show, context, sendLong }),
    changeEndpoints(control),
    limitEndpoints(control),
    fileChangeEndpoints(control),
    categoryEndpoints(control),
    tagEndpoints(control),
    locationEndpoints({ control, context }),
    syncEndpoints({ ...deps, show, limits, sendLong }),
    transferEndpoints({ show, limits }),
    logEndpoints(),
  ]
  // An add may have links to follow first: it limits both itself.
  return new Map([...prompt.map(inTime), addingEndpoints(deps)].flatMap(toActions))
}

/** Has the writes of a group be done in time. What is done later all the same can be repeated. */
const inTime = (endpoints: Endpoints): Endpoints => {
  const hasten =
    (endpoint: Endpoint): Endpoint =>
    (call) =>
      withinWriteLimit(Promise.try(endpoint, call))
  const writes = Object.entries(endpoints.writes).map(([name, endpoint]) => [
    name,
    hasten(endpoint),
  ])
  return { ...endpoints, writes: Object.fromEntries(writes) }
}

const toActions = ({ group, isSmall = false, reads, writes }: Endpoints): [string, Action][] => [
  ...Object.entries(reads).map(([name, endpoint]): [string, Action] => [
    `${group}/${name}`,
    { endpoint, methods: READ, isSmall },
  ]),
  ...Object.entries(writes).map(([name, endpoint]): [string, Action] => [
    `${group}/${name}`,
    { endpoint, methods: WRITE, isSmall },
  ]),
]

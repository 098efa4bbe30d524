import type { AdminDeps } from './admin/deps.ts'
import { showForeign } from './admin/foreign.tsx'
import { loginRoutes, showLogin } from './admin/login-routes.ts'
import { paceNumbers } from './admin/paced-numbers.ts'
import { showRefused } from './admin/refused.tsx'
import { adminRoutes, renderPage } from './admin/routes.tsx'
import { pathRoutes } from './api/paths.ts'
import { settingsRoutes } from './api/settings.ts'
import type { Clients } from './clients/clients.ts'
import type { Config } from './config.ts'
import { createNumbers } from './dashboard/numbers.ts'
import { type DashboardDeps, dashboardRoutes } from './dashboard/routes.ts'
import { createDispatch } from './dispatch.ts'
import type { Log } from './lib/log.ts'
import { type MetricsDeps, metricsRoutes } from './metrics/routes.ts'
import { createPathCheck } from './paths/path-check.ts'
import type { SeesFolder } from './paths/sees-folder.ts'
import { noteRefusedProgram } from './qbittorrent/refused-program.ts'
import { qbittorrentRoutes } from './qbittorrent/routes.ts'
import { createCredentials } from './security/credentials.ts'
import { createFailureDelay } from './security/failure-delay.ts'
import { createGuard } from './security/guard.ts'
import { isLoopbackAddress } from './security/host.ts'
import { createLogin } from './security/login.ts'
import { createProof } from './security/proof.ts'
import type { NoteRefusal } from './security/refusal-reason.ts'
import type { Sessions } from './security/sessions.ts'
import { rememberTests } from './settings/last-test.ts'
import type { Diagnose } from './settings/media-server-test.ts'
import type { Settings } from './settings/settings.ts'
import { createTestRate } from './settings/test-rate.ts'
import type { TorrentControl } from './torrents/control.ts'
import type { FetchRemoteTorrent } from './torrents/source/remote-torrent.ts'
import { type Tracer, untraced } from './tracing/tracer.ts'

/** What the faces are made of. */
export type Services = DashboardDeps &
  MetricsDeps &
  Pick<
    AdminDeps,
    'completions' | 'historyRevision' | 'refreshNow' | 'stopping' | 'usesMongo' | 'clock'
  > & {
    config: Pick<
      Config,
      'http' | 'allowedHosts' | 'allowedOrigins' | 'auth' | 'isWidgetPublic' | 'testRate'
    >
    settings: Settings
    sessions: Sessions
    control: TorrentControl
    clients: Clients
    fetchRemote: FetchRemoteTorrent
    diagnose: Diagnose
    seesFolder: SeesFolder
    tracer?: Tracer
    /** Told of each refused request, to be counted. */
    onRefused?: NoteRefusal
    log: Log
  }

/**
 * Makes the whole HTTP surface: the guard, and every route behind it. Listens to nothing.
 *
 * @returns The answer to a request as it comes from the wire; never rejects.
 */
export const createApp = async (
  services: Services
): Promise<(request: Request) => Promise<Response>> => {
  const { config, sessions, clock, tracer = untraced, log } = services
  const onRefused = noteRefusals({ ...services, tracer })
  const credentials = createCredentials(config.auth)
  const failures = createFailureDelay({ clock, log })
  const prove = createProof({ credentials, sessions })
  const door = { credentials, sessions, failures, prove, onRefused }
  const pageLogin = {
    login: createLogin({ ...door, audience: 'page' }),
    proof: config.auth.password === null ? 'key' : 'password',
  } as const
  const facts = {
    port: config.http.port,
    username: config.auth.username,
    hasPassword: credentials.isClosed,
  }
  const rate = createTestRate({ perMinute: config.testRate, clock })
  const paths = createPathCheck({
    ...services,
    engineFolder: () => ({
      path: services.control.setup().dataDir,
      isKnown: services.control.isSetupKnown(),
    }),
    rate,
  })
  const { advise } = paths
  const tests = rememberTests(services)
  const page: AdminDeps = {
    ...services,
    ...tests,
    ...torrentFacts(services.control),
    advise,
    rate,
    lookAtPaths: paths.look,
    numbers: paceNumbers(createNumbers(services), clock),
    access: {
      closedBy: credentials.isClosed ? pageLogin.proof : null,
      isWidgetPublic: config.isWidgetPublic,
      username: config.auth.username,
      isLocalOnly: isLoopbackAddress(config.http.hostname),
    },
    isWelcome: async ({ headers }) => (await prove(headers, 'page')) !== null,
    port: config.http.port,
    formats: new Map(),
  }
  const faces = [
    settingsRoutes({
      ...services,
      diagnose: tests.diagnose,
      advise,
      rate,
      renderPage: (request) => renderPage(page, request),
    }),
    pathRoutes({ paths }),
    qbittorrentRoutes({
      ...services,
      login: createLogin({ ...door, audience: 'program' }),
      facts,
    }),
    dashboardRoutes(services),
    metricsRoutes(services),
    loginRoutes(pageLogin),
    await adminRoutes(page),
  ]
  const guard = createGuard({
    ...door,
    config,
    showLogin: (call) => showLogin(pageLogin, call),
    showForeign,
    log,
  })
  const dispatch = createDispatch({ faces, showRefusal: showRefused, tracer, onRefused, log })
  return guard(dispatch.answer, dispatch.traced)
}

/** What the page tells of torrents that are still there, and of categories. */
const torrentFacts = ({
  inventory,
  notebook,
}: TorrentControl): Pick<AdminDeps, 'findTorrent' | 'categories'> => ({
  findTorrent: async (id) => (await inventory.find(id))?.torrent ?? null,
  async categories() {
    await notebook.ready()
    return [...notebook.categories.all().values()]
  },
})

/** A refusal is counted, and told in the span of its request, and on the page if a program met it. */
const noteRefusals =
  ({
    onRefused = () => {},
    tracer,
    clients,
  }: Pick<Services, 'onRefused' | 'clients'> & { tracer: Tracer }): NoteRefusal =>
  (refused) => {
    onRefused(refused)
    tracer.set({ 'refusal.reason': refused.reason })
    noteRefusedProgram(clients, refused)
  }

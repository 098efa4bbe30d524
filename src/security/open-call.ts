import { type Call, isHealthCheck } from './call.ts'
import { LEGACY_VERSION_PATH } from './dialect.ts'

/** Where a person's login is sent to, and where it is asked for. */
export const LOGIN_PATH = '/settings/integrations/login'
/** Where a person's session ends. */
export const LOGOUT_PATH = '/settings/integrations/logout'

/** What dresses the login. Everything else of the page wants a session. */
const LOGIN_ASSETS = ['page.css', 'mark.svg'].map((name) => `/settings/integrations/assets/${name}`)

/** The routes for which nobody has to prove anything. */
const OPEN_PATHS: readonly string[] = [
  '/api/v2/auth/login',
  LEGACY_VERSION_PATH,
  LOGOUT_PATH,
  ...LOGIN_ASSETS,
]

/**
 * Whether a call is answered without any proof.
 *
 * A look at the login is not: to a stranger it is shown anyway, and whoever else comes is known.
 */
export const isOpen = (call: Call, { isWidgetPublic }: { isWidgetPublic: boolean }): boolean =>
  isHealthCheck(call) ||
  (isWidgetPublic && call.path === '/widget') ||
  (call.path === LOGIN_PATH && call.method === 'POST') ||
  OPEN_PATHS.includes(call.path)

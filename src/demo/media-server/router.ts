/** Who a token belongs to. An API key is nobody's, and may do everything. */
export type Caller = { isAdministrator: boolean; user: string | null }

/**
 * Who may call a route. What is `setup-…` is open to everybody until the first-run wizard is done.
 */
export type Access = 'anyone' | 'user' | 'admin' | 'setup-user' | 'setup-admin'

export type Call = {
  request: Request
  caller: Caller | null
  /** How the token was sent. */
  credential: string
  /** What stands for `:id` in the path. */
  id: string
}

export type MediaServerRoute = {
  method: string
  /** In lower case, perhaps with one `:id`. */
  path: string
  access: Access
  handle: (call: Call) => Response | Promise<Response>
}

/** What differs between the servers. */
export type RouterRules = {
  routes: readonly MediaServerRoute[]
  authenticate: (request: Request) => { caller: Caller | null; credential: string }
  isSetUp: () => boolean
  /** Keeps a call out that is allowed by itself; asked for unknown paths, too. */
  gate: (path: string) => Response | null
  unauthorized: () => Response
  forbidden: () => Response
}

/**
 * Makes a function that answers a request for a path: names match in any case and one slash at the
 * end is ignored; 404 for an unknown path and 405 with `Allow` for a wrong method, both empty; then
 * the token is checked, and then the gate.
 */
export const createRouter =
  ({ routes, authenticate, isSetUp, gate, unauthorized, forbidden }: RouterRules) =>
  async (request: Request, path: string): Promise<Response> => {
    const normal = path.replace(/(?<=.)\/$/, '').toLowerCase()
    const found = routes.flatMap((route) => {
      const id = match(route.path, normal)
      return id === null ? [] : [{ route, id }]
    })
    if (found.length === 0) return gate(normal) ?? new Response(null, { status: 404 })
    const hit = found.find(({ route }) => route.method === request.method)
    if (hit === undefined) return methodNotAllowed(found.map(({ route }) => route.method))
    const { caller, credential } = authenticate(request)
    const { access } = hit.route
    const isOpen = access === 'anyone' || (access.startsWith('setup-') && !isSetUp())
    if (!isOpen && caller === null) return unauthorized()
    if (!isOpen && access.endsWith('admin') && !caller?.isAdministrator) return forbidden()
    return gate(normal) ?? hit.route.handle({ request, caller, credential, id: hit.id })
  }

/** What stands for `:id`, an empty text for a path without one, or `null` for no match. */
const match = (pattern: string, path: string): string | null => {
  const [before = '', after] = pattern.split(':id')
  if (after === undefined) return pattern === path ? '' : null
  if (!path.startsWith(before) || !path.endsWith(after)) return null
  const id = path.slice(before.length, path.length - after.length)
  return id === '' || id.includes('/') ? null : id
}

const methodNotAllowed = (methods: readonly string[]): Response =>
  new Response(null, { status: 405, headers: { allow: [...methods].sort().join(', ') } })

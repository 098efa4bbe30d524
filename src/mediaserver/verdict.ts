import type { MediaServerKind } from '../domain.ts'
import type { Library as ServerLibrary } from './server.ts'

/** What a Test can find. `rate_limited` comes from whoever runs the tests, not from the server. */
export type VerdictCode =
  | 'ok'
  | 'incomplete'
  | 'invalid_url'
  | 'dns'
  | 'refused'
  | 'timeout'
  | 'tls'
  | 'redirect'
  | 'not_a_media_server'
  | 'wrong_product'
  | 'setup_incomplete'
  | 'bad_key'
  | 'not_admin'
  | 'starting'
  | 'blocked'
  | 'not_found'
  | 'server_error'
  | 'rate_limited'

/** A library as a Test shows it, without the server's own id. */
export type Library = Pick<ServerLibrary, 'name' | 'paths'>

/** What a Test of one media server says. */
export type Verdict = {
  ok: boolean
  code: VerdictCode
  /** What was found, one plain sentence. */
  message: string
  /** The next step, one sentence; `null` where there is none. */
  hint: string | null
  /** What answered, as far as it told. */
  product: MediaServerKind | null
  version: string | null
  serverName: string | null
  /** As far as the key may read them. */
  libraries: Library[]
  warnings: string[]
  /** The URL at which the server is instead, where that is all that is wrong. */
  address?: string
}

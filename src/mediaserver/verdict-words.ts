import { type MediaServerKind, mediaServerNames } from '../domain.ts'
import { type Nuance, nuanceWords } from './nuance-words.ts'
import type { VerdictCode } from './verdict.ts'

/** What a sentence about a verdict may speak of. */
export type VerdictFacts = {
  kind: MediaServerKind
  /** Host and port as the owner wrote them. */
  host: string
  /** Host name alone. */
  hostname: string
  /** What stands in the way, where the code alone does not tell: a status, a redirect's target. */
  detail: string
  /** How long an answer was waited for, in milliseconds. */
  waitedMs: number
  /** What is known beyond the code, which has its own sentence then. */
  nuance?: Nuance | undefined
}

export type Words = { message: string; hint: string | null }

/** The port that both products listen on unless told otherwise. */
export const USUAL_PORT = 8096

/** Where each server makes its keys. */
export const keyMenu: Record<MediaServerKind, string> = {
  jellyfin: 'Jellyfin: Dashboard → API Keys',
  emby: 'Emby: Settings → Advanced → API Keys',
}

const words: Record<VerdictCode, (name: string, facts: VerdictFacts) => Words> = {
  ok: (_name, { detail }) => ({
    message: detail === '' ? 'It works.' : `It works: ${detail}.`,
    hint: null,
  }),
  incomplete: (name, { kind, detail }) => ({
    message: detail || `${name} needs a URL and an API key.`,
    hint: `Enter them first. A key is made in ${keyMenu[kind]}.`,
  }),
  invalid_url: (_name, { kind, detail }) => ({
    message: detail || 'This is not a web address.',
    hint: `Write it as http://name:port, for example http://${kind}:${USUAL_PORT}.`,
  }),
  dns: (_name, { hostname }) => ({
    message: `The name “${hostname}” is not known here.`,
    hint: 'Check the spelling. In the same Docker network use the service’s name, otherwise the IP address.',
  }),
  refused: (_name, { host }) => ({
    message: `Nothing listens at ${host}.`,
    hint: 'In a container, localhost is the container itself. Use the service’s name or the server’s address.',
  }),
  timeout: (_name, { host, waitedMs }) => ({
    message: `No answer from ${host} in ${waitedMs / 1000} s.`,
    hint: 'Check that the server is on, and that no firewall stands between.',
  }),
  tls: (_name, { host, detail }) => ({
    message: `The certificate of ${host} cannot be trusted (${detail}).`,
    hint: 'Inside your network use http://, or switch off “Check the certificate” for this server (`verifyTls`).',
  }),
  redirect: (name, { host, detail }) => ({
    message: `${host} sends us on to ${detail}.`,
    hint: `Enter the address that ${name} itself answers at.`,
  }),
  not_a_media_server: (name, { host }) => ({
    message: `Something answers at ${host}, but it is no media server.`,
    hint: `Check the port; ${name}’s is usually ${USUAL_PORT}.`,
  }),
  wrong_product: (name, { kind }) => ({
    message: `This is ${mediaServerNames[other(kind)]}, not ${name}.`,
    hint: `Set it up as ${mediaServerNames[other(kind)]}.`,
  }),
  setup_incomplete: (name, { host }) => ({
    message: `${name} runs, but its own first setup is not finished.`,
    hint: `Open ${host}, finish it, then test again.`,
  }),
  bad_key: (name, { kind, detail }) => ({
    message: detail || `${name} does not accept this key.`,
    hint: `It may be mistyped or revoked. Make a new one in ${keyMenu[kind]}.`,
  }),
  not_admin: (_name, { kind }) => ({
    message: 'The key works, but it may not refresh libraries.',
    hint: `It belongs to a user without admin rights. Make one in ${keyMenu[kind]}.`,
  }),
  starting: (name) => ({
    message: `${name} is starting up.`,
    hint: 'Wait a minute, then test again. After an update it can take longer.',
  }),
  blocked: (name) => ({
    message: `${name} runs, but keeps this address out.`,
    hint: `In ${name}’s network settings allow remote connections, or count this address as local.`,
  }),
  not_found: (name, { host }) => ({
    message: `A web server is at ${host}, but ${name} is not at this path.`,
    hint: 'Check the port, and the path at the end of the URL (the server’s base URL).',
  }),
  server_error: (name, { detail }) => ({
    message: `${name} answered with an error of its own, ${detail}.`,
    hint: `Look into ${name}’s log, then test again.`,
  }),
  rate_limited: (_name, { detail }) => ({
    message: 'Those were many tests in one minute.',
    hint: `Wait ${detail}, then test again.`,
  }),
}

/** The sentence of a verdict and its next step, as the owner reads them. */
export const verdictWords = (code: VerdictCode, facts: VerdictFacts): Words => {
  const speak = facts.nuance === undefined ? words[code] : nuanceWords[facts.nuance]
  return speak(mediaServerNames[facts.kind], facts)
}

const other = (kind: MediaServerKind): MediaServerKind =>
  kind === 'jellyfin' ? 'emby' : 'jellyfin'

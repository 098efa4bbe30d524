import type { Stage } from './stage.ts'
import { type Row, testRows } from './verdict-rows.ts'

const page = (title: string) =>
  new Response(`<!DOCTYPE html><html><head><title>${title}</title></head></html>`, {
    headers: { 'content-type': 'text/html' },
  })
const gzipBomb = Bun.gzipSync(Buffer.alloc(64 * 1024 * 1024, 32))
const redirecting = (stage: Stage, location: string, status = 302) =>
  stage.front({ answer: () => new Response(null, { status, headers: { location } }) }).url

const behindHint = 'Enter the address behind it, or have the proxy let Jellyfin’s API through.'
const pageHint = 'Check the port and the path. If it is a login page, enter the address behind it.'

const strangers: Row[] = [
  ...(['10.8.13', '10.11.11', '12.0.0'] as const).map(
    (version): Row => ({
      when: `it is Jellyfin ${version} below a base URL`,
      server: (stage) => new URL(stage.jellyfin({ version, basePath: '/jellyfin' }).url).origin,
      code: 'redirect',
      message: 'This server has a base URL: Jellyfin lives at http://{host}/jellyfin.',
      hint: 'Add /jellyfin to the URL.',
      address: 'http://{host}/jellyfin',
    })
  ),
  {
    when: 'a proxy sends http to https',
    server: (stage) =>
      stage.front({
        answer: ({ url }) =>
          new Response(null, {
            status: 308,
            headers: { location: url.replace('http:', 'https:') },
          }),
      }).url,
    code: 'redirect',
    message: 'Jellyfin is at another address, https://{host}.',
    hint: 'Enter that one.',
    address: 'https://{host}',
  },
  {
    when: 'a login proxy sends everybody to its own host',
    server: (stage) =>
      redirecting(stage, 'https://auth.example.org/?rd=http%3A%2F%2Fjellyfin', 307),
    code: 'redirect',
    message: 'A login proxy stands in front of Jellyfin and sends us to https://auth.example.org/.',
    hint: behindHint,
  },
  {
    when: 'a login page is on the same host',
    server: (stage) => redirecting(stage, '/outpost.goauthentik.io/start?rd=x', 301),
    code: 'redirect',
    message:
      'A login proxy stands in front of Jellyfin and sends us to http://{host}/outpost.goauthentik.io/start.',
    hint: behindHint,
  },
  {
    when: 'it sends us to some page of its own',
    server: (stage) => redirecting(stage, '/dashboard'),
    code: 'redirect',
    message: '{host} sends us on to http://{host}/dashboard.',
    hint: 'Enter the address that Jellyfin itself answers at.',
  },
  {
    when: 'it sends us on without saying where to',
    server: (stage) => stage.front({ answer: () => new Response(null, { status: 302 }) }).url,
    code: 'redirect',
    message: '{host} sends us on to another address.',
    hint: 'Enter the address that Jellyfin itself answers at.',
  },
  {
    when: 'a web page answers everything',
    server: (stage) => stage.front({ answer: () => page('Sonarr') }).url,
    code: 'not_a_media_server',
    message: 'A web page answers at {host} (“Sonarr”), not Jellyfin’s API.',
    hint: pageHint,
  },
  {
    when: 'a web page answers everything, and Emby is looked for',
    kind: 'emby',
    server: (stage) => stage.front({ answer: () => page('') }).url,
    code: 'not_a_media_server',
    message: 'A web page answers at {host}, not Emby’s API.',
    hint: pageHint,
  },
  {
    when: 'a login that wants a password stands in front',
    server: (stage) =>
      stage.front({
        answer: () =>
          new Response('Unauthorized', { status: 401, headers: { 'www-authenticate': 'Basic' } }),
      }).url,
    code: 'not_a_media_server',
    message: 'Something at {host} wants a login before Jellyfin can be reached.',
    hint: behindHint,
  },
  ...[
    { when: 'other JSON answers', answer: () => Response.json({ status: 'ok' }) },
    { when: 'a huge answer comes', answer: () => new Response('x'.repeat(6 * 1024 * 1024)) },
    {
      when: 'a gzip bomb comes',
      answer: () => new Response(gzipBomb, { headers: { 'content-encoding': 'gzip' } }),
    },
  ].map(
    ({ when, answer }): Row => ({
      when,
      server: (stage) => stage.front({ answer }).url,
      code: 'not_a_media_server',
      message: 'Something answers at {host}, but it is no media server.',
      hint: 'Check the port; Jellyfin’s is usually 8096.',
    })
  ),
  {
    when: 'it is Emby',
    server: (stage) => stage.emby().url,
    code: 'wrong_product',
    message: 'This is Emby, not Jellyfin.',
    hint: 'Set it up as Emby.',
  },
  {
    when: 'it is Jellyfin, and Emby is looked for',
    kind: 'emby',
    server: (stage) => stage.jellyfin().url,
    code: 'wrong_product',
    message: 'This is Jellyfin, not Emby.',
    hint: 'Set it up as Jellyfin.',
  },
  {
    when: 'a path is entered that it does not have',
    server: (stage) => `${stage.jellyfin().url}/jellyfin`,
    code: 'not_found',
    message: 'A web server is at {host}, but Jellyfin is not at this path.',
    hint: 'Check the port, and the path at the end of the URL (the server’s base URL).',
  },
  ...(['/web', '/web/index.html'] as const).map(
    (path): Row => ({
      when: `the address of its page is entered, with ${path}`,
      server: (stage) => stage.jellyfin().url + path,
      code: 'not_found',
      message: 'Jellyfin’s web page is at this address, not its API.',
      hint: `Leave out ${path} at the end of the URL.`,
      address: 'http://{host}',
    })
  ),
]

testRows('is not where it was said to be', strangers)

import { expect, test } from 'bun:test'
import { readRedirect } from '../../../src/mediaserver/redirect-target.ts'

const at = 'http://nas:8096'

test.each([
  [at, 'http://nas:8096/jellyfin/web/', 'base-url', 'http://nas:8096/jellyfin'],
  [at, 'http://nas:8096/jellyfin/web/index.html', 'base-url', 'http://nas:8096/jellyfin'],
  [at, 'http://nas:8096/jf/api-docs/swagger', 'base-url', 'http://nas:8096/jf'],
  [`${at}/old`, 'http://nas:8096/media/jf/web/', 'base-url', 'http://nas:8096/media/jf'],
  [at, 'https://nas/jellyfin/web/', 'base-url', 'https://nas/jellyfin'],
  [at, 'http://nas:8096/jf/System/Info/Public', 'base-url', 'http://nas:8096/jf'],
  [at, 'https://nas:8096/System/Info/Public', 'moved', 'https://nas:8096'],
  [at, 'https://media.example.org/emby/ScheduledTasks', 'moved', 'https://media.example.org'],
  [at, 'https://media.example.org/web/', 'login', 'https://media.example.org/web/'],
  [at, 'https://u:p@auth.example.org/x?rd=secret#y', 'login', 'https://auth.example.org/x'],
  [at, 'http://nas:8096/login?next=/', 'login', 'http://nas:8096/login'],
  [at, 'http://nas:8096/?sso=1', 'login', 'http://nas:8096/'],
  [at, 'http://nas:8096/web/', 'elsewhere', 'http://nas:8096/web/'],
  [`${at}/jf`, 'http://nas:8096/jf/web/', 'elsewhere', 'http://nas:8096/jf/web/'],
  [at, 'http://nas:8096/dashboard', 'elsewhere', 'http://nas:8096/dashboard'],
  [at, 'javascript:alert(1)', 'elsewhere', 'another address'],
  [at, '/relative', 'elsewhere', 'another address'],
  [at, undefined, 'elsewhere', 'another address'],
] as const)('from %s to %p means %s: %s', (address, location, means, url) => {
  expect(readRedirect(location, address)).toEqual({ means, url })
})

import { type ApiCall, call, get, post } from '../../support/api-call.ts'
import { qbittorrentLogin } from '../../support/qbittorrent-nox.ts'

const stranger = { isStranger: true }
const wrongCookie = { isStranger: true, headers: { cookie: 'SID=aaaa' }, note: 'with a wrong SID' }

/** Before and around a login. qBittorrent bans whoever fails five times: here it is three. */
export const loginCalls: readonly ApiCall[] = [
  get('app/version', {}, { ...stranger, note: 'without a session' }),
  get('app/webapiVersion', {}, { ...stranger, note: 'without a session' }),
  get('torrents/info', {}, wrongCookie),
  post('torrents/info', {}, { ...stranger, note: 'without a session' }),
  post('torrents/pause', { hashes: 'all' }, { ...stranger, note: 'without a session' }),
  get('torrents/pause', {}, { ...stranger, note: 'without a session' }),
  get('torrents/nothing', {}, { ...stranger, note: 'without a session' }),
  get('nothing/nothing', {}, { ...stranger, note: 'without a session' }),
  post('auth/logout', {}, { ...stranger, note: 'without a session' }),
  get('auth/login', qbittorrentLogin),
  post('auth/login'),
  post('auth/login', { ...qbittorrentLogin, password: 'wrong' }),
  call('POST', 'auth/login?username=admin&password=adminadmin', { note: 'in the query' }),
  post('auth/login', qbittorrentLogin),
  post('auth/login', qbittorrentLogin, { note: 'a second time' }),
  get('auth/nothing'),
  get('auth/logout'),
]

/** After everything else. */
export const logoutCalls: readonly ApiCall[] = [
  post('auth/logout'),
  get('app/version', {}, { note: 'after the logout' }),
]

/** What is told to a program that has no password for a server that wants none. */
export const openCalls: readonly ApiCall[] = [
  get('app/version', {}, { ...stranger, note: 'without a session' }),
  get('torrents/info', {}, wrongCookie),
  post('auth/login', {}, { ...stranger, note: 'with nothing' }),
  post('auth/login', { username: 'x', password: 'y' }, { ...stranger, note: 'with anything' }),
  get('app/version', {}, { note: 'with a session to come' }),
  get('app/version', {}, { note: 'with the session' }),
  post('auth/login', { username: 'x', password: 'y' }, { note: 'within the session' }),
  post('auth/logout'),
]

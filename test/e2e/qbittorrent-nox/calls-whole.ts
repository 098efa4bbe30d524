import { type ApiCall, get, LAST_RID, post } from '../../support/api-call.ts'
import { film, nowhere, show, unheard } from './torrents.ts'

/** All torrents together: sums, limits, and what has changed since the last look. */
export const wholeCalls: readonly ApiCall[] = [
  get('transfer/info'),
  post('transfer/info'),
  get('transfer/speedLimitsMode'),
  get('transfer/toggleSpeedLimitsMode'),
  post('transfer/toggleSpeedLimitsMode'),
  get('transfer/speedLimitsMode', {}, { note: 'after the toggle' }),
  post('transfer/setSpeedLimitsMode'),
  post('transfer/setSpeedLimitsMode', { mode: 'x' }),
  post('transfer/setSpeedLimitsMode', { mode: '' }),
  post('transfer/setSpeedLimitsMode', { mode: '2' }),
  get('transfer/speedLimitsMode', {}, { note: 'after a mode of 2' }),
  post('transfer/setSpeedLimitsMode', { mode: '0' }),
  get('transfer/speedLimitsMode', {}, { note: 'after a mode of 0' }),
  ...['Download', 'Upload'].flatMap((way) => [
    get(`transfer/${way.toLowerCase()}Limit`),
    get(`transfer/set${way}Limit`, { limit: '1' }),
    post(`transfer/set${way}Limit`),
    post(`transfer/set${way}Limit`, { limit: '4096' }),
    get(`transfer/${way.toLowerCase()}Limit`, {}, { note: 'after it was set' }),
    post(`transfer/set${way}Limit`, { limit: 'x' }),
    get(`transfer/${way.toLowerCase()}Limit`, {}, { note: 'after nonsense was set' }),
    post(`transfer/set${way}Limit`, { limit: '0' }),
    post(`transfer/${way.toLowerCase()}Limit`),
  ]),
  get('transfer/banPeers', { peers: '127.0.0.9:1' }),
  post('transfer/banPeers'),
  post('transfer/banPeers', { peers: 'x' }),
  get('transfer/nothing'),
  get('sync/torrentPeers'),
  get('sync/torrentPeers', { hash: nowhere }),
  get('sync/torrentPeers', { hash: film.hash }),
  get('sync/torrentPeers', { hash: unheard.hash, rid: '1' }),
  get('sync/maindata'),
  get('sync/maindata', { rid: '0' }),
  post('sync/maindata', { rid: 'x' }),
  post('torrents/setCategory', { hashes: show.hash, category: 'radarr' }, { note: 'for a change' }),
  post('torrents/createTags', { tags: 'fresh' }, { note: 'for a change' }),
  post('torrents/createCategory', { category: 'fresh' }, { note: 'for a change' }),
  get(
    'sync/maindata',
    { rid: LAST_RID },
    {
      isDelta: true,
      note: 'for what has changed',
      until: (body) => body.includes('"category":"radarr"') && !body.includes('full_update'),
    }
  ),
  get('sync/maindata', { rid: LAST_RID }, { isDelta: true, note: 'for what has changed since' }),
  get('sync/maindata', { rid: '999' }),
  get('sync/nothing'),
]

/** What takes torrents away. */
export const deletingCalls: readonly ApiCall[] = [
  get('torrents/delete', { hashes: show.hash, deleteFiles: 'false' }),
  post('torrents/delete'),
  post('torrents/delete', { deleteFiles: 'true' }),
  post('torrents/delete', { hashes: '', deleteFiles: 'true' }),
  post('torrents/delete', { hashes: nowhere, deleteFiles: 'true' }),
  post('torrents/delete', { hashes: 'ALL', deleteFiles: 'true' }),
  get('torrents/count', {}, { note: 'before the deletion' }),
  post('torrents/delete', { hashes: nowhere }),
  post('torrents/delete', { hashes: `${film.hash}|${nowhere}`, deleteFiles: 'True' }),
  get(
    'torrents/info',
    {},
    {
      note: 'until the film is gone',
      until: (body) => !body.includes(`"hash":"${film.hash}"`),
    }
  ),
  get('torrents/properties', { hash: film.hash }, { note: 'of the deleted film' }),
  get(
    'sync/maindata',
    { rid: LAST_RID },
    {
      isDelta: true,
      note: 'after the deletion',
      until: (body) => body.includes(`"torrents_removed":["${film.hash}"]`),
    }
  ),
  post('torrents/delete', { hashes: 'all', deleteFiles: 'nothing' }),
  get('torrents/info', {}, { note: 'until all are gone', until: (body) => body === '[]' }),
]

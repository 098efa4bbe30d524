import { type ApiCall, get, post } from '../../support/api-call.ts'
import { film, nowhere, show, unheard } from './torrents.ts'

/** An action on several torrents, with what else it wants: without each, and on each kind. */
const onSeveral = (action: string, rest: Record<string, string> = {}): ApiCall[] => [
  get(`torrents/${action}`, { hashes: show.hash, ...rest }),
  post(`torrents/${action}`),
  ...(Object.keys(rest).length > 0
    ? [post(`torrents/${action}`, { hashes: show.hash }), post(`torrents/${action}`, rest)]
    : []),
  post(`torrents/${action}`, { hashes: '', ...rest }),
  post(`torrents/${action}`, { hashes: nowhere, ...rest }),
  post(`torrents/${action}`, { hashes: `${show.hash}|${unheard.hash}|${nowhere}`, ...rest }),
]

const limits = ['downloadLimit', 'uploadLimit']
const setters = ['setDownloadLimit', 'setUploadLimit']

/** Everything that changes torrents, but for what takes them away. */
export const changingCalls: readonly ApiCall[] = [
  ...onSeveral('pause'),
  get(
    'torrents/info',
    {},
    {
      note: 'until the show is paused',
      until: (body) => (body.match(/"pausedDL"/g) ?? []).length === 3,
    }
  ),
  ...onSeveral('resume'),
  get(
    'torrents/info',
    {},
    {
      note: 'until the show is resumed',
      until: (body) => (body.match(/"pausedDL"/g) ?? []).length === 1,
    }
  ),
  ...onSeveral('setForceStart', { value: 'true' }),
  post('torrents/setForceStart', { hashes: show.hash, value: 'nothing' }),
  post('torrents/setForceStart', { hashes: 'all', value: 'False' }),
  ...['topPrio', 'bottomPrio', 'increasePrio', 'decreasePrio'].flatMap((one) => onSeveral(one)),
  ...['reannounce', 'recheck'].flatMap((one) => onSeveral(one)),
  ...['toggleSequentialDownload', 'toggleFirstLastPiecePrio'].flatMap((one) => onSeveral(one)),
  ...onSeveral('setSuperSeeding', { value: 'true' }),
  post('torrents/setSuperSeeding', { hashes: show.hash, value: 'nothing' }),
  ...onSeveral('setAutoManagement', { enable: 'false' }),
  post('torrents/setAutoManagement', { hashes: film.hash, enable: 'true' }),
  ...onSeveral('setShareLimits', {
    ratioLimit: '2.5',
    seedingTimeLimit: '30',
    inactiveSeedingTimeLimit: '-2',
  }),
  post('torrents/setShareLimits', { hashes: film.hash, ratioLimit: '1', seedingTimeLimit: '1' }),
  post('torrents/setShareLimits', { hashes: film.hash, ratioLimit: 'x', seedingTimeLimit: 'y' }),
  ...setters.flatMap((action) => onSeveral(action, { limit: '4096' })),
  post('torrents/setDownloadLimit', { hashes: show.hash, limit: 'x' }),
  post('torrents/setDownloadLimit', { hashes: show.hash, limit: '-1' }),
  ...limits.flatMap((action) => [
    get(`torrents/${action}`),
    get(`torrents/${action}`, { hashes: '' }),
    get(`torrents/${action}`, { hashes: 'all' }),
    get(`torrents/${action}`, { hashes: `${film.hash}|${show.hash}|${nowhere}` }),
    post(`torrents/${action}`, { hashes: show.hash }),
  ]),
  get('torrents/properties', { hash: show.hash }, { note: 'of the show with its limits' }),
  get('torrents/info', { hashes: show.hash }, { note: 'of the show with its limits' }),
]

/** What changes one torrent, its files, its trackers and its peers. */
export const detailCalls: readonly ApiCall[] = [
  get('torrents/rename', { hash: show.hash, name: 'Never' }),
  post('torrents/rename'),
  post('torrents/rename', { hash: show.hash }),
  post('torrents/rename', { hash: show.hash, name: ' ' }),
  post('torrents/rename', { hash: nowhere, name: 'Show' }),
  post('torrents/rename', { hash: nowhere, name: '' }),
  post('torrents/rename', { hash: show.hash, name: ' A\r\nShow ' }),
  get('torrents/info', { hashes: show.hash }, { note: 'of the show by another name' }),
  get('torrents/filePrio', { hash: show.hash, id: '0', priority: '1' }),
  post('torrents/filePrio'),
  post('torrents/filePrio', { hash: show.hash }),
  post('torrents/filePrio', { hash: show.hash, id: '0' }),
  post('torrents/filePrio', { hash: show.hash, id: '0', priority: 'x' }),
  post('torrents/filePrio', { hash: show.hash, id: '0', priority: '2' }),
  post('torrents/filePrio', { hash: show.hash, id: 'x', priority: '1' }),
  post('torrents/filePrio', { hash: show.hash, id: '', priority: '1' }),
  post('torrents/filePrio', { hash: show.hash, id: '9', priority: '1' }),
  post('torrents/filePrio', { hash: show.hash, id: '-1', priority: '1' }),
  post('torrents/filePrio', { hash: nowhere, id: '0', priority: '1' }),
  post('torrents/filePrio', { hash: nowhere, id: 'x', priority: '1' }),
  post('torrents/filePrio', { hash: nowhere, id: '0', priority: 'x' }),
  post('torrents/filePrio', { hash: unheard.hash, id: '0', priority: '1' }),
  post('torrents/filePrio', { hash: show.hash, id: '0|1', priority: '7' }),
  post('torrents/filePrio', { hash: show.hash, id: '0|1', priority: '0' }),
  get('torrents/files', { hash: show.hash }, { note: 'after their priorities were changed' }),
  // Else its size, which counts wanted files, is none as soon as qBittorrent has noticed.
  post('torrents/filePrio', { hash: show.hash, id: '0|1', priority: '1' }),
  get('torrents/addTrackers', { hash: show.hash, urls: 'http://127.0.0.1:9/b' }),
  post('torrents/addTrackers'),
  post('torrents/addTrackers', { hash: show.hash }),
  post('torrents/addTrackers', { hash: nowhere, urls: 'http://127.0.0.1:9/b' }),
  post('torrents/addTrackers', { hash: show.hash, urls: 'http://127.0.0.1:9/b' }),
  post('torrents/addTrackers', { hash: show.hash, urls: '' }),
  post('torrents/editTracker'),
  post('torrents/editTracker', { hash: show.hash }),
  post('torrents/editTracker', { hash: nowhere, origUrl: 'http://a', newUrl: 'http://b' }),
  post('torrents/editTracker', { hash: show.hash, origUrl: 'http://a', newUrl: 'http://b' }),
  post('torrents/editTracker', {
    hash: show.hash,
    origUrl: 'http://127.0.0.1:9/announce',
    newUrl: 'http://127.0.0.1:9/c',
  }),
  post('torrents/removeTrackers'),
  post('torrents/removeTrackers', { hash: show.hash }),
  post('torrents/removeTrackers', { hash: nowhere, urls: 'http://127.0.0.1:9/b' }),
  post('torrents/removeTrackers', { hash: show.hash, urls: 'http://127.0.0.1:9/b' }),
  get('torrents/trackers', { hash: show.hash }, { note: 'after they were changed' }),
  post('torrents/addPeers'),
  post('torrents/addPeers', { hashes: show.hash }),
  post('torrents/addPeers', { hashes: show.hash, peers: '' }),
  post('torrents/addPeers', { hashes: show.hash, peers: 'x' }),
  post('torrents/addPeers', { hashes: nowhere, peers: '127.0.0.1:9' }),
  post('torrents/addPeers', { hashes: show.hash, peers: '127.0.0.1:9|x' }),
  post('torrents/renameFile'),
  post('torrents/renameFile', { hash: show.hash, oldPath: 'x' }),
  post('torrents/renameFile', { hash: nowhere, oldPath: 'x', newPath: 'y' }),
  post('torrents/renameFile', { hash: show.hash, oldPath: 'x', newPath: 'y' }),
  post('torrents/renameFile', {
    hash: show.hash,
    oldPath: 'Show.S01/Show.S01E01.mkv',
    newPath: 'Show.S01/01.mkv',
  }),
  post('torrents/renameFolder'),
  post('torrents/renameFolder', { hash: nowhere, oldPath: 'x', newPath: 'y' }),
  post('torrents/renameFolder', { hash: show.hash, oldPath: 'x', newPath: 'y' }),
  post('torrents/renameFolder', { hash: show.hash, oldPath: 'Show.S01', newPath: 'Show' }),
]

/** Where torrents are kept. */
export const locationCalls: readonly ApiCall[] = [
  get('torrents/setLocation', { hashes: show.hash, location: '/x' }),
  post('torrents/setLocation'),
  post('torrents/setLocation', { hashes: show.hash }),
  post('torrents/setLocation', { hashes: show.hash, location: ' ' }),
  post('torrents/setLocation', { hashes: nowhere, location: '/dev/null/x' }),
  post('torrents/setLocation', { hashes: show.hash, location: '/dev/null/x' }),
  post('torrents/setLocation', { hashes: nowhere, location: '/tmp' }),
  post('torrents/setSavePath'),
  post('torrents/setSavePath', { id: show.hash }),
  post('torrents/setSavePath', { id: show.hash, path: '' }),
  post('torrents/setSavePath', { id: nowhere, path: '/tmp' }),
  post('torrents/setSavePath', { id: show.hash, path: '/dev/null/x' }),
  post('torrents/setDownloadPath'),
  post('torrents/setDownloadPath', { id: show.hash }),
  post('torrents/setDownloadPath', { id: show.hash, path: '' }),
  post('torrents/setDownloadPath', { id: nowhere, path: '/tmp' }),
  post('torrents/setDownloadPath', { id: show.hash, path: '/dev/null/x' }),
]

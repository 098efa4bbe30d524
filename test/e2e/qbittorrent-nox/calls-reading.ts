import { type ApiCall, call, get, post } from '../../support/api-call.ts'
import { film, nowhere, secret, show, unheard } from './torrents.ts'

const filters = [
  'all',
  'downloading',
  'seeding',
  'completed',
  'paused',
  'resumed',
  'active',
  'inactive',
  'stalled',
  'stalled_uploading',
  'stalled_downloading',
  'checking',
  'moving',
  'errored',
  'nothing',
]

/** A field of each type, and one that a reply has and a row has not. */
const sorts = ['name', 'added_on', 'progress', 'auto_tmm', 'hash', 'is_private']

const ofOne = ['properties', 'files', 'trackers', 'webseeds', 'pieceStates', 'pieceHashes']

/** The torrents, all together and each by itself. */
export const readingCalls: readonly ApiCall[] = [
  get('torrents/count'),
  get('torrents/count', { filter: 'completed' }),
  get('torrents/info'),
  post('torrents/info'),
  post('torrents/info', { hashes: `${film.hash}|${nowhere}` }),
  call('POST', `torrents/info?hashes=${nowhere}`, { note: 'with nothing but a query' }),
  call('HEAD', 'torrents/info'),
  ...filters.map((filter) => get('torrents/info', { filter })),
  ...sorts.map((sort) => get('torrents/info', { sort })),
  get('torrents/info', { sort: 'name', reverse: 'true', limit: '2', offset: '1' }),
  get('torrents/info', { sort: 'name', reverse: 'True', limit: '1', offset: '-1' }),
  get('torrents/info', { limit: 'x', offset: '99' }),
  get('torrents/info', { limit: '-1' }),
  get('torrents/info', { category: 'radarr' }),
  get('torrents/info', { category: 'RADARR' }),
  get('torrents/info', { category: '' }),
  get('torrents/info', { category: 'new' }, { note: 'of a category above another one' }),
  call('GET', 'torrents/info?category', { note: 'a name without a value' }),
  get('torrents/info', { tag: 'hd' }),
  get('torrents/info', { tag: '' }),
  get('torrents/info', { hashes: film.hash.toUpperCase() }),
  get('torrents/info', { hashes: 'all' }),
  get('torrents/info', { hashes: '' }),
  get('torrents/info', { hashes: '|' }),
  ...ofOne.flatMap((action) => [
    get(`torrents/${action}`),
    get(`torrents/${action}`, { hash: '' }),
    get(`torrents/${action}`, { hash: nowhere }),
    get(`torrents/${action}`, { hash: 'nothing' }),
    get(`torrents/${action}`, { hash: film.hash }, { note: 'of the film' }),
    get(`torrents/${action}`, { hash: show.hash }, { note: 'of the show' }),
    get(`torrents/${action}`, { hash: secret.hash }, { note: 'of the private one' }),
    get(`torrents/${action}`, { hash: unheard.hash }, { note: 'of the magnet' }),
    post(`torrents/${action}`, { hash: film.hash.toUpperCase() }, { note: 'of the film' }),
  ]),
  get('torrents/files', { hash: show.hash, indexes: '1' }),
  get('torrents/files', { hash: show.hash, indexes: '1|0' }),
  get('torrents/files', { hash: show.hash, indexes: '2' }),
  get('torrents/files', { hash: show.hash, indexes: '-1' }),
  get('torrents/files', { hash: show.hash, indexes: 'x' }),
  get('torrents/files', { hash: show.hash, indexes: '' }),
  get('torrents/files', { hash: unheard.hash, indexes: '0' }),
  get('torrents/export'),
  get('torrents/export', { hash: nowhere }),
  get('torrents/export', { hash: film.hash }),
  get('torrents/export', { hash: unheard.hash }),
  get('torrents/nothing'),
]

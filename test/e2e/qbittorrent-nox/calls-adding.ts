import { type ApiCall, call, get, post } from '../../support/api-call.ts'
import { film, secret, show, unheard } from './torrents.ts'

type Part = [field: string, value: string | { name: string; bytes: Uint8Array }]

const form = (...parts: Part[]): FormData => {
  const data = new FormData()
  for (const [field, value] of parts) {
    if (typeof value === 'string') data.append(field, value)
    else data.append(field, new Blob([Buffer.from(value.bytes)]), value.name)
  }
  return data
}

const add = (note: string, ...parts: Part[]): ApiCall =>
  call('POST', 'torrents/add', { body: form(...parts), note })

const junk = { name: 'junk.torrent', bytes: Buffer.from('not a torrent') }

/** Adds all torrents that the later calls are about, among much that is none. */
export const addingCalls: readonly ApiCall[] = [
  get('torrents/info', {}, { note: 'before there is a torrent' }),
  get('torrents/info', { sort: 'nothing' }, { note: 'sorted by nothing, before there is one' }),
  get('torrents/count', {}, { note: 'before there is a torrent' }),
  get('sync/maindata', { rid: '0' }, { note: 'before there is a torrent' }),
  post('torrents/add'),
  get('torrents/add', { urls: unheard.magnet }, { note: 'by GET' }),
  post('torrents/add', { urls: '' }),
  post('torrents/add', { urls: 'nothing' }),
  post('torrents/add', { urls: 'magnet:?xt=urn:btih:123' }),
  post('torrents/add', { urls: 'magnet:?dn=Nothing' }),
  add('a form without a torrent', ['category', 'radarr']),
  add('what is no torrent', ['torrents', junk]),
  add('a file of no bytes', ['torrents', { name: 'empty.torrent', bytes: new Uint8Array() }]),
  add(
    'a film, as Sonarr does',
    ['torrents', { name: 'film.torrent', bytes: film.file }],
    ['category', 'radarr']
  ),
  get(
    'torrents/info',
    { category: 'radarr' },
    {
      note: 'until the film is complete',
      until: (body) => body.includes('"progress":1,'),
    }
  ),
  add(
    'a show from any field, with all that can be wanted',
    ['file', { name: 'show', bytes: show.file }],
    ['category', 'tv'],
    ['tags', 'hd, new'],
    ['ratioLimit', '1.5'],
    ['seedingTimeLimit', '60'],
    ['upLimit', '1000'],
    ['dlLimit', '2000'],
    ['skip_checking', 'false'],
    ['contentLayout', 'Original'],
    ['sequentialDownload', 'true'],
    ['firstLastPiecePrio', 'true'],
    ['autoTMM', 'false'],
    ['foo', 'bar']
  ),
  get(
    'torrents/info',
    { hashes: show.hash },
    {
      note: 'until the show is there',
      until: (body) => body.includes(show.hash),
    }
  ),
  add(
    'a private torrent, stopped',
    ['torrents[0]', { name: 'secret', bytes: secret.file }],
    ['paused', 'True']
  ),
  post(
    'torrents/add',
    { urls: `\n  ${unheard.magnet}  \nnothing`, category: 'new/one' },
    {
      note: 'a magnet among other lines',
    }
  ),
  get(
    'torrents/info',
    {},
    {
      note: 'until all are there',
      until: (body) =>
        [show, film, secret, unheard].every(({ hash }) => body.includes(hash)) &&
        body.includes('"pausedDL"') &&
        !body.includes('"checkingResumeData"'),
    }
  ),
  post('torrents/add', { urls: unheard.magnet }, { note: 'a magnet that is there' }),
  add('a film that is there', ['torrents', { name: 'film.torrent', bytes: film.file }]),
  get('torrents/categories', {}, { note: 'with those that came with torrents' }),
  get('torrents/tags', {}, { note: 'with those that came with torrents' }),
]

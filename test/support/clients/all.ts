import { autobrrClients } from './autobrr.ts'
import { cleanuparrClients } from './cleanuparr.ts'
import type { Client } from './client.ts'
import { crossSeedClients } from './cross-seed.ts'
import { decluttarrClients } from './decluttarr.ts'
import { floodClients } from './flood.ts'
import { homarrClients } from './homarr.ts'
import { homepageClients } from './homepage.ts'
import { prowlarrClients } from './prowlarr.ts'
import { qbitManageClients } from './qbit-manage.ts'
import { qbittorrentApiClients } from './qbittorrent-api.ts'
import { kinClients, servarrClients, sonarrWithKey } from './servarr-clients.ts'
import { smallLibraryClients } from './small-libraries.ts'

/** Every program that is held against the server, in every way in which it can be set up. */
export const createClients = (): Client[] => [
  ...servarrClients(),
  ...sonarrWithKey(),
  ...kinClients(),
  ...prowlarrClients(),
  ...homarrClients(),
  ...homepageClients(),
  ...crossSeedClients(),
  ...autobrrClients(),
  ...qbittorrentApiClients(),
  ...qbitManageClients(),
  ...decluttarrClients(),
  ...cleanuparrClients(),
  ...floodClients(),
  ...smallLibraryClients(),
]

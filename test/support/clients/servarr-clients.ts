import type { Client } from './client.ts'
import { createServarr, played } from './servarr.ts'
import { grabSteps } from './servarr-grabs.ts'
import { lifeSteps } from './servarr-life.ts'
import { openSteps, refusedSteps, sessionSteps, testSteps, wrongUrlBase } from './servarr-tests.ts'

/** Sonarr and Radarr in every way in which they can be set up. */
export const servarrClients = (): Client[] =>
  (['sonarr', 'radarr'] as const).flatMap((recording) => {
    const name = recording === 'sonarr' ? 'Sonarr' : 'Radarr'
    const make = (server: Client['server'], sendsBasic = true) =>
      createServarr({ recording, server, sendsBasic })
    const [whole, cookie, open] = [make('closed'), make('closed', false), make('open')]
    return [
      {
        name,
        server: 'closed',
        steps: [
          ...testSteps(whole),
          ...refusedSteps(whole),
          wrongUrlBase(whole),
          ...grabSteps(whole),
          ...lifeSteps(whole),
        ],
      },
      {
        name: `${name}, by its session alone`,
        server: 'closed',
        steps: [...testSteps(cookie), ...refusedSteps(cookie), ...sessionSteps(cookie)],
      },
      {
        name: `${name}, open server`,
        server: 'open',
        steps: [
          ...testSteps(open),
          ...openSteps(open),
          wrongUrlBase(open),
          played(open, 'grab a magnet'),
          played(open, 'grab a file'),
          played(open, 'poll'),
          played(open, 'remove an unknown hash'),
        ],
      },
      {
        name: `${name}, a password beyond Latin-1`,
        server: 'strange',
        steps: [played(make('strange'), 'Test, strange credentials')],
      },
    ]
  })

/** Sonarr with an API key, as it can be set up since 4.0.18; one that is wrong as well. */
export const sonarrWithKey = (): Client[] =>
  (['closed', 'strange'] as const).map((server) => ({
    name: `Sonarr, ${server === 'closed' ? 'API key' : 'wrong API key'}`,
    server,
    steps: [
      played(
        createServarr({ recording: 'sonarr', server }),
        server === 'closed' ? 'Test, API key' : 'Test, API key that is refused'
      ),
    ],
  }))

/** Those that send what Radarr sends, and want to hear the same. */
export const kinClients = (): Client[] =>
  [
    { name: 'Lidarr', as: { agent: 'Lidarr/3.1.0.4875', category: 'lidarr' } },
    { name: 'Readarr', as: { agent: 'Readarr/0.4.18.2805', category: 'readarr' } },
  ].map(({ name, as }): Client => {
    const servarr = createServarr({ recording: 'radarr', server: 'closed', as })
    const steps = [
      ...['Test, category missing', 'Test, category there', 'Test, wrong password'],
      ...['grab a magnet', 'grab a magnet of more than 1024 bytes', 'grab a file', 'poll'],
      ...['status', 'poll, first call', 'poll, session known', 'remove an unknown hash'],
    ]
    return { name, server: 'closed', steps: steps.map((step) => played(servarr, step)) }
  })

import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { QbtHead } from '../clients/card.tsx'
import { Connect } from '../clients/connect.tsx'
import { Seen } from '../clients/seen.tsx'
import { Numbers } from '../dashboards/numbers.tsx'
import { Banners } from '../head/banners.tsx'
import { Status } from '../head/status.tsx'
import type { Look } from '../look.ts'
import { Zone } from '../parts/zone.tsx'
import { ServerHead } from '../servers/card.tsx'
import { headView } from '../servers/views.ts'

/** The parts of the page that change by themselves, by their ids. */
const parts = {
  status: ({ sentence }) => <Status sentence={sentence} />,
  banners: ({ banners }) => <Banners banners={banners} />,
  'jellyfin-head': ({ servers }) => (
    <ServerHead kind="jellyfin" view={headView(servers.jellyfin)} />
  ),
  'emby-head': ({ servers }) => <ServerHead kind="emby" view={headView(servers.emby)} />,
  'qbt-head': ({ qbt }) => <QbtHead view={qbt} />,
  seen: ({ seen }) => <Seen view={seen} />,
  connect: ({ reader, qbt, port }) => <Connect reader={reader} access={qbt.access} port={port} />,
  numbers: ({ dashboards: { numbers, moment } }) => <Numbers numbers={numbers} moment={moment} />,
  zone: ({ reader }) => <Zone reader={reader} />,
} as const satisfies Record<string, (look: Look & { port: number }) => VNode>

export type PartId = keyof typeof parts

/** The ids of the parts, which are also the last word of their addresses. */
export const partIds = Object.keys(parts) as PartId[] // the keys of an object that has no others

/** One part, as HTML. */
export const renderPart = (id: PartId, look: Look & { port: number }): string =>
  renderToString(parts[id](look))

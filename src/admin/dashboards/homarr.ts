import type { Pair } from '../parts/pairs.tsx'
import {
  type Access,
  KEY_PLACE,
  PASSWORD_PLACE,
  serviceUrl,
  widgetProof,
  widgetUrl,
} from './access.ts'

/** What Homarr can be given to show, each a widget of its own. */
export const homarrStyles = ['numbers', 'downloads', 'state'] as const
export type HomarrStyle = (typeof homarrStyles)[number]

type Display =
  | {
      type: 'statGrid'
      items: { label: string; jsonPath: string; unit: string }[]
      columns: number
    }
  | { type: 'table'; tablePath: string; columns: { header: string; jsonPath: string }[] }
  | {
      type: 'statusIndicator'
      items: { label: string; jsonPath: string; goodValues: string[] }[]
    }

/** A widget as Homarr exports and imports it. What it proves itself with is never part of that. */
export type HomarrWidget = {
  $schema: 'homarr-custom-widget-v2'
  name: string
  url: string
  authType: 'none' | 'basic' | 'bearer'
  method: 'GET'
  displayType: Display['type']
  displayConfig: Display
}

const stats = [
  { label: 'Active', jsonPath: '$.active', unit: '' },
  { label: 'Done', jsonPath: '$.progress_percent', unit: '%' },
  { label: 'Down', jsonPath: '$.download_speed_human', unit: '' },
  { label: 'Complete', jsonPath: '$.completed', unit: '' },
]

const widgets: Record<HomarrStyle, { name: string; display: Display }> = {
  numbers: { name: 'T◎RRX', display: { type: 'statGrid', items: stats, columns: 2 } },
  downloads: {
    name: 'T◎RRX downloads',
    display: {
      type: 'table',
      tablePath: '$.items',
      columns: [
        { header: 'Name', jsonPath: '$.name' },
        { header: '%', jsonPath: '$.progress_percent' },
        { header: 'Down', jsonPath: '$.download_speed_human' },
      ],
    },
  },
  state: {
    name: 'T◎RRX state',
    display: {
      type: 'statusIndicator',
      items: [{ label: 'T◎RRX', jsonPath: '$.state', goodValues: ['ok'] }],
    },
  },
}

/** A widget for Homarr's *Import* under *Custom Widgets*, as JSON. */
export const homarrImport = (style: HomarrStyle, access: Access): string => {
  const { name, display } = widgets[style]
  const widget: HomarrWidget = {
    $schema: 'homarr-custom-widget-v2',
    name,
    url: widgetUrl(access),
    authType: authTypes[widgetProof(access) ?? 'nothing'],
    method: 'GET',
    displayType: display.type,
    displayConfig: display,
  }
  return `${JSON.stringify(widget, null, 2)}\n`
}

const authTypes = { nothing: 'none', password: 'basic', key: 'bearer' } as const
const authTypeNames = { nothing: 'None', password: 'Basic Auth', key: 'Bearer Token' } as const

/** The same numbers for who fills in the form by hand, in the words of its English page. */
export const homarrForm = (access: Access): Pair[] => [
  { label: 'URL', value: widgetUrl(access) },
  { label: 'Auth Type', note: authTypeNames[widgetProof(access) ?? 'nothing'] },
  ...homarrSecrets(access),
  { label: 'Display Type', note: 'Stat Grid' },
  ...stats.map(({ label, jsonPath }) => ({ label, value: jsonPath })),
]

/** What an imported widget is to be given, since no import holds it. Empty where nothing is wanted. */
export const homarrSecrets = (access: Access): Pair[] => {
  const proof = widgetProof(access)
  return proof === null ? [] : proofPairs(proof, access)
}

/** What Homarr's own qBittorrent integration is told. It takes no empty password. */
export const homarrIntegration = (access: Access): Pair[] => [
  { label: 'URL', value: serviceUrl(access) },
  ...(access.closedBy === null
    ? [
        { label: 'Username', value: access.username },
        { label: 'Password', note: 'anything: Homarr wants one, T◎RRX does not' },
      ]
    : proofPairs(access.closedBy, access)),
]

const proofPairs = (proof: 'password' | 'key', { username }: Pick<Access, 'username'>): Pair[] =>
  proof === 'password'
    ? [
        { label: 'Username', value: username },
        { label: 'Password', note: PASSWORD_PLACE },
      ]
    : [{ label: 'API Key', note: KEY_PLACE }]

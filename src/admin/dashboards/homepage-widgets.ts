import {
  type Access,
  KEY_PLACE,
  PASSWORD_PLACE,
  serviceUrl,
  widgetProof,
  widgetUrl,
} from './access.ts'

/** The ways in which Homepage can show the torrents, by what its `display` calls them. */
export const homepageStyles = ['block', 'list', 'dynamic-list', 'qbittorrent'] as const
export type HomepageStyle = (typeof homepageStyles)[number]

/** How Homepage formats a value: `percent` takes 0 to 100, and every other one here text. */
type Shown = {
  field: string
  format?: 'percent'
  /** Words for values. */
  remap?: { value: string; to: string }[]
}
type Mapping = Shown & { label: string; additionalField?: Shown & { color: 'theme' } }
type ItemMapping = { items: string; name: string; label: string; format: 'percent'; limit: number }

/** What stands under `widget:` in Homepage's services.yaml. */
export type HomepageWidget = {
  type: 'customapi' | 'qbittorrent'
  url: string
  username?: string
  password?: string
  headers?: Record<string, string>
  enableLeechProgress?: true
  display?: 'list' | 'dynamic-list'
  mappings?: Mapping[] | ItemMapping
}

/** A block shows the first four mappings and no more. */
const block: Mapping[] = [
  { field: 'active', label: 'Active' },
  { field: 'progress_percent', label: 'Done', format: 'percent' },
  { field: 'download_speed_human', label: 'Down' },
  { field: 'completed', label: 'Complete' },
]

const list: Mapping[] = [
  {
    field: 'state',
    label: 'T◎RRX',
    remap: [
      { value: 'ok', to: 'running' },
      { value: 'stale', to: 'not answering' },
      { value: 'down', to: 'away' },
    ],
  },
  {
    field: 'active',
    label: 'Active',
    additionalField: { field: 'progress_percent', format: 'percent', color: 'theme' },
  },
  { field: 'download_speed_human', label: 'Down' },
  { field: 'pending', label: 'Waiting' },
  { field: 'stopped', label: 'Stopped' },
  { field: 'error_count', label: 'Failed' },
  { field: 'completed', label: 'Complete' },
  { field: 'total', label: 'Total' },
]

const items: ItemMapping = {
  items: 'items',
  name: 'name',
  label: 'progress_percent',
  format: 'percent',
  limit: 5,
}

/** The settings of one of Homepage's widgets. */
export const homepageWidget = (style: HomepageStyle, access: Access): HomepageWidget =>
  style === 'qbittorrent'
    ? {
        type: 'qbittorrent',
        url: serviceUrl(access),
        // This widget cannot send a key: where that is all there is, a password is wanted as well.
        ...(access.closedBy === null ? {} : passwordLines(access)),
        enableLeechProgress: true,
      }
    : {
        type: 'customapi',
        url: widgetUrl(access),
        ...proofLines(access),
        ...mappings[style],
      }

const mappings = {
  block: { mappings: block },
  list: { display: 'list', mappings: list },
  'dynamic-list': { display: 'dynamic-list', mappings: items },
} as const

const proofLines = (access: Access): Pick<HomepageWidget, 'username' | 'password' | 'headers'> => {
  const proof = widgetProof(access)
  if (proof === null) return {}
  return proof === 'password'
    ? passwordLines(access)
    : { headers: { Authorization: `Bearer ${KEY_PLACE}` } }
}

const passwordLines = ({ username }: Pick<Access, 'username'>) => ({
  username,
  password: PASSWORD_PLACE,
})

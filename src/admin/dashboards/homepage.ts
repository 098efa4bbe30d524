import { type Access, torrxUrl } from './access.ts'
import { type HomepageStyle, homepageWidget } from './homepage-widgets.ts'

/** Homepage looks a widget up by its group and name: two of ours must not share one. */
const names: Record<HomepageStyle, string> = {
  block: 'T◎RRX',
  list: 'T◎RRX in full',
  'dynamic-list': 'T◎RRX downloads',
  qbittorrent: 'T◎RRX torrents',
}
const GROUP = 'Downloads'

/** Lines for Homepage's services.yaml: a group with a service of each style. */
export const homepageServices = (styles: readonly HomepageStyle[], access: Access): string =>
  yaml([{ [GROUP]: styles.map((style) => ({ [names[style]]: serviceOf(style, access) })) }])

/**
 * The same as labels of a container, which Homepage finds by itself.
 *
 * A label holds text only, and Compose takes a single `$` for a variable of its own.
 */
export const homepageLabels = (style: HomepageStyle, access: Access): string => {
  const service = { name: names[style], group: GROUP, ...serviceOf(style, access) }
  const labels = flatten('homepage', service).map(([path, value]) => [
    path,
    value.replaceAll('$', '$$$$'),
  ])
  return yaml({ labels: Object.fromEntries(labels) })
}

const serviceOf = (style: HomepageStyle, access: Access) => ({
  href: torrxUrl(access),
  widget: homepageWidget(style, access),
})

const yaml = (content: object): string => `${Bun.YAML.stringify(content, null, 2)}\n`

/** The way to each value, as `widget.mappings[0].field`. */
const flatten = (path: string, value: unknown): [path: string, value: string][] => {
  if (Array.isArray(value)) {
    return value.flatMap((element, index) => flatten(`${path}[${index}]`, element))
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) => flatten(`${path}.${key}`, inner))
  }
  return [[path, String(value)]]
}

import { type Static, type TObject, type TProperties, Type } from '@sinclair/typebox'

/** The largest path map, in pairs, and the longest path in it, in characters. */
const MOST_MAPPINGS = 50
const LONGEST_PATH = 1024

// A field's `description` completes the sentence "wanted is …" for whoever sent something else.

const flag = (initial: boolean) => Type.Boolean({ default: initial, description: 'true or false' })

// `Type.RegExp` would take a list that happens to read like a path: it never looks at the type.
const CHARACTER = String.raw`(?:[^\u0000-\u001f\u007f-\u009f\ud800-\udfff]|[\ud800-\udbff][\udc00-\udfff])`

const pathMapping = Type.Object(
  {
    from: Type.String({
      pattern: `^/${CHARACTER}*$`,
      maxLength: LONGEST_PATH,
      description: `an absolute path that begins with /, of up to ${LONGEST_PATH} characters`,
    }),
    to: Type.String({
      pattern: String.raw`^(?:/|[A-Za-z]:[\\/]|\\\\(?=[^\\/]))${CHARACTER}*$`,
      maxLength: LONGEST_PATH,
      description: `an absolute path such as /media, D:\\media or \\\\nas\\media, of up to ${LONGEST_PATH} characters`,
    }),
  },
  { description: 'a pair of paths, from and to' }
)

/** How folders of the downloads are called elsewhere; the longest `from` that fits holds. */
export const pathMap = Type.Array(pathMapping, {
  default: [],
  maxItems: MOST_MAPPINGS,
  description: `a list of up to ${MOST_MAPPINGS} pairs of paths, from and to`,
})

const mediaServer = Type.Object({
  enabled: flag(false),
  url: Type.String({ default: '', description: 'an absolute http or https URL' }),
  apiKey: Type.String({
    default: '',
    description: '1 to 200 printable ASCII characters without blanks',
  }),
  refresh: Type.Union([Type.Literal('full'), Type.Literal('targeted')], {
    default: 'full',
    description: 'full or targeted',
  }),
  after: Type.Union([Type.Literal('download'), Type.Literal('import')], {
    default: 'download',
    description: 'download or import',
  }),
  pathMap,
  verifyTls: flag(true),
})

const qbt = Type.Object({
  enabled: flag(true),
  finished: Type.Union([Type.Literal('keep'), Type.Literal('hand-over')], {
    default: 'keep',
    description: 'keep or hand-over',
  }),
  pathMap,
  addByUrl: flag(false),
})

/** The document's sections, by their keys; every field has a default. */
export const sectionSchemas = { jellyfin: mediaServer, emby: mediaServer, qbt } as const

export const sectionNames = ['jellyfin', 'emby', 'qbt'] as const
export type SectionName = (typeof sectionNames)[number]

/** The whole settings document. */
export const integrationSettings = Type.Object({ ...sectionSchemas, updatedAt: Type.Number() })

/** The whole settings document, keys included: for use inside only. `updatedAt` in Unix seconds. */
export type IntegrationSettings = Static<typeof integrationSettings>
export type MediaServerSettings = Static<typeof mediaServer>

/** The fields of a section, by their keys. */
export const fieldsOf = (section: TObject): TProperties => section.properties

/** Whether `name` is a section, and not merely something that every object has. */
export const isSectionName = (name: string): name is SectionName =>
  Object.hasOwn(sectionSchemas, name)

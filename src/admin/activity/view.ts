/** Where the list is with the way to older ones, the list alone, and a page of older ones. */
export const ACTIVITY_URL = '/settings/integrations/activity'
export const NEWEST_URL = `${ACTIVITY_URL}/newest`
export const OLDER_URL = `${ACTIVITY_URL}/older`
/** The list with its filter, empty. */
export const WHOLE_URL = `${ACTIVITY_URL}/whole`

/** The longest name that is looked for, in characters. */
export const LONGEST_NAME = 200

/** What part of the history somebody looks at. */
export type View = {
  /** Part of a name, empty for all; see {@link isTooLong}. */
  name: string
  /** Only what is older than this entry, `<seenAt>.<id>`; empty for the newest. */
  before: string
  /** Everything down to this entry, `<seenAt>.<id>`; empty for a page of the usual length. */
  from: string
}

/** An entry's place in the history. */
export type Place = { seenAt: number; id: string }

/** Reads the view off an address. What is no place is left out. */
export const readView = (url: string): View => {
  const query = new URL(url).searchParams
  const place = (name: string) => (readPlace(query.get(name) ?? '') ? (query.get(name) ?? '') : '')
  return {
    name: (query.get('name') ?? '').trim().slice(0, LONGEST_NAME + 1),
    before: place('before'),
    from: place('from'),
  }
}

/** Whether the name is longer than one that is looked for. What is longer still was cut off it. */
export const isTooLong = ({ name }: Pick<View, 'name'>): boolean => name.length > LONGEST_NAME

/** @returns `null` for what is no place. */
export const readPlace = (text: string): Place | null => {
  const [, seenAt, id] = /^(\d{1,15})\.([\w:-]{1,100})$/.exec(text) ?? []
  return seenAt === undefined || id === undefined ? null : { seenAt: Number(seenAt), id }
}

/** A view, or what an address says beside it, as its query. */
export const queryOf = (view: Partial<View> & { shown?: string }): string =>
  `?${new URLSearchParams(Object.entries(view).filter(([, value]) => value !== ''))}`

/** Whether another name stands in the filter than the one whose list asks to be renewed. */
export const isOtherName = (url: string): boolean =>
  readView(url).name !== (new URL(url).searchParams.get('shown') ?? '')

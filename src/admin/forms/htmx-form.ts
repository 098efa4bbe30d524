/** A second press while the first one is under way is none. Disabled instead, it would lose the focus. */
const ONE_AT_A_TIME = { 'hx-sync': 'this:drop' }

/**
 * The attributes of a button whose answer stands in a place of its own, an id, where it is also said
 * that none has come; the form stays as it is.
 */
export const htmxButton = ({ url, place, busy }: { url: string; place: string; busy: string }) => ({
  'hx-post': url,
  'hx-target': `#${place}`,
  'hx-swap': 'innerHTML',
  'data-told': place,
  'hx-indicator': `#${busy}`,
  ...ONE_AT_A_TIME,
})

/**
 * The attributes of a form that htmx sends. Its answer takes the target's place, also where it
 * refuses what was typed; where none comes that is said in the place `told`, an id.
 */
export const htmxForm = ({
  url,
  target,
  told,
  busy,
}: {
  url: string
  target: string
  told: string
  /** The id of what is seen while it waits for its answer. */
  busy: string
}) => ({
  method: 'post' as const,
  action: url,
  // What is wrong is said by the server, tied to its field.
  novalidate: true,
  'hx-post': url,
  'hx-target': target,
  'hx-swap': 'outerHTML',
  'hx-status:422': 'swap:outerHTML',
  'data-told': told,
  'hx-indicator': `#${busy}`,
  ...ONE_AT_A_TIME,
})

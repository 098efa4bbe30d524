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
  // A second press while the first one is under way is none. A button that was disabled instead
  // would lose the focus.
  'hx-sync': 'this:drop',
})

/**
 * The attributes of a form that htmx sends. Its answer takes the target's place, also where it
 * refuses what was typed or the store is away; anything else that went wrong changes nothing.
 */
export const htmxForm = ({ url, target }: { url: string; target: string }) => ({
  method: 'post' as const,
  action: url,
  // What is wrong is said by the server, tied to its field.
  novalidate: true,
  'hx-post': url,
  'hx-target': target,
  'hx-swap': 'outerHTML',
  'hx-status:422': 'swap:outerHTML',
  'hx-status:503': 'swap:outerHTML',
  // A second press while the first one is under way is none. A button that was disabled instead
  // would lose the focus.
  'hx-sync': 'this:drop',
})

import type { ComponentChildren } from 'preact'

/** What is seen while something waits for its answer: htmx shows it, by its id. */
export const Busy = ({ id, children }: { id: string; children: ComponentChildren }) => (
  <p class="busy" id={id}>
    {children}
  </p>
)

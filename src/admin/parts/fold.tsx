import type { ComponentChildren } from 'preact'

/** Something that is set up once, folded away to one line. It opens without script. */
export const Fold = ({
  title,
  of,
  id,
  isOpen = false,
  children,
}: {
  title: string
  /** What it belongs to, for whoever hears the title alone. */
  of?: string
  id?: string
  isOpen?: boolean
  children: ComponentChildren
}) => (
  <details id={id} open={isOpen}>
    <summary>
      <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
        <path d="M6 3.5L10.5 8 6 12.5" />
      </svg>
      <span>
        {title}
        {of && <span class="vh"> {of}</span>}
      </span>
    </summary>
    {children}
  </details>
)

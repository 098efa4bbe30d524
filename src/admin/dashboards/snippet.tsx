import { CopyButton } from '../parts/copy-button.tsx'

/** Lines to be pasted elsewhere. They scroll sideways in their own box, which takes focus. */
export const Snippet = ({
  id,
  title,
  caption,
  text,
}: {
  id: string
  /** Names the lines to whoever does not see where they stand. */
  title: string
  caption: string
  text: string
}) => (
  <figure class="snippet">
    <figcaption>
      <span>{caption}</span> <CopyButton from={id} label={`Copy ${title}`} />
    </figcaption>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
    {/* biome-ignore lint/a11y/useSemanticElements: a section would lose the line breaks */}
    <pre id={id} tabIndex={0} role="region" aria-label={title}>
      <code>{text}</code>
    </pre>
  </figure>
)

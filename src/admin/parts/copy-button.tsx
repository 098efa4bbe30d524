/** What a copy button takes: a text, or all that stands in the element with an id. */
type CopyButtonProps = {
  /** Says what is copied to whoever does not see the icon. */
  label: string
} & ({ text: string; from?: never } | { from: string; text?: never })

/** A button beside what one pastes elsewhere; the page's script does the copying. */
export const CopyButton = ({ text, from, label }: CopyButtonProps) => (
  <button type="button" class="btn btn-copy" data-copy={text} data-copy-from={from}>
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M10.5 3.2c-.2-.4-.6-.7-1-.7H4A1.5 1.5 0 0 0 2.5 4v5.5c0 .4.3.8.7 1" />
    </svg>
    <span class="vh">{label}</span>
  </button>
)

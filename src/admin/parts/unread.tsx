/**
 * Stands where a form does until the settings were read once: one that was made without them would
 * write over them. It asks for the form whenever something has changed.
 */
export const Unread = ({ url, target }: { url: string; target: string }) => (
  <div
    class="part"
    hx-get={url}
    hx-select={target}
    hx-target={target}
    hx-swap="outerHTML"
    hx-trigger="activity from:body"
  >
    <p>They show up here by themselves when the database answers, and nothing is lost.</p>
  </div>
)

/** What a card says meanwhile. */
export const UNREAD = 'Its settings could not be read yet.'

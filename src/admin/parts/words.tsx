import { Fragment } from 'preact'

/** A sentence for people: what stands between backticks is what one types or reads elsewhere. */
export const Words = ({ text }: { text: string }) => (
  <>
    {text
      .split('`')
      .map((part, index) =>
        index % 2 === 1 ? <code key={index}>{part}</code> : <Fragment key={index}>{part}</Fragment>
      )}
  </>
)

import { Fragment } from 'preact'
import { visible } from './name.tsx'

/**
 * A sentence for people: what stands between backticks is what one types or reads elsewhere. There
 * may be other programs' words in it.
 */
export const Words = ({ text }: { text: string }) => (
  <>
    {visible(text)
      .split('`')
      .map((part, index) =>
        index % 2 === 1 ? <code key={index}>{part}</code> : <Fragment key={index}>{part}</Fragment>
      )}
  </>
)

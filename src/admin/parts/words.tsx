import { Fragment } from 'preact'
import { type Phrase, partsOf } from '../phrase.ts'
import { visible } from './name.tsx'
import { Time } from './time.tsx'

/**
 * A sentence for people: what stands between backticks is what one types or reads elsewhere. There
 * may be other programs' words in it.
 */
export const Words = ({ text }: { text: Phrase }) => (
  <>
    {partsOf(text).map((part, index) =>
      typeof part === 'string' ? (
        <Spoken key={index} text={part} />
      ) : (
        <Time key={index} at={part.at}>
          {part.said}
        </Time>
      )
    )}
  </>
)

const Spoken = ({ text }: { text: string }) => (
  <>
    {visible(text)
      .split('`')
      .map((part, index) =>
        index % 2 === 1 ? <code key={index}>{part}</code> : <Fragment key={index}>{part}</Fragment>
      )}
  </>
)

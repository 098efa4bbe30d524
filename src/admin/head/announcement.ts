import { mediaServerKinds } from '../../domain.ts'
import { joined, plainText } from '../phrase.ts'
import type { StatusFacts, StatusSentence } from './status-sentence.ts'

/** What is read out to whoever does not see the status. */
export type Announcement = {
  /**
   * Another word whenever there is something new to know: times that go on are nothing new. `null`
   * while that is open: a try after one that failed may end as the one before.
   */
  about: string | null
  words: string
}

/** Makes it of the status, and of what that was judged by. */
export const announcementOf = (
  { lead, rest, title, tone }: StatusSentence,
  { refresh }: Pick<StatusFacts, 'refresh'>
): Announcement => {
  const states = mediaServerKinds.map((kind) => refresh[kind])
  const isTrying = states.some(({ phase, fault }) => phase === 'asking' && fault !== null)
  const faults = states.map(({ phase, fault }) =>
    phase === 'retry' || phase === 'paused' ? `${phase} ${fault?.code}` : ''
  )
  // What is waited for on the way to a refresh is one thing: that there is to be one.
  const about = [tone, tone === 'busy' ? '' : title, ...faults].join()
  return {
    about: isTrying ? null : Bun.hash(about).toString(36),
    words: plainText(joined([lead, rest])),
  }
}

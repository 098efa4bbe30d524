import { PAGE_URL } from '../urls.ts'
import { Result } from './result.tsx'

/** What the page's script says where something was asked for in vain, for it to take a copy of. */
export const FailureWords = () => (
  <>
    <template id="vain">
      <Vain />
    </template>
    <template id="over">
      <Over />
    </template>
    <template id="away">
      <Away />
    </template>
  </>
)

/**
 * No answer has come, or one that is not ours. Whether it was done all the same nobody knows here.
 */
const Vain = () => (
  <Result tone="bad">
    <p>
      <strong>torrent-notifier gave no proper answer.</strong> This may not have been done; nothing
      you typed is lost.
    </p>
    <p class="next">
      <b>Next:</b> try again in a moment. Where that does not help, the log of this service says
      why.
    </p>
  </Result>
)

/** Nobody is let in by the session of this page any more. */
const Over = () => (
  <Result tone="wait">
    <p>
      <strong>Your session has ended.</strong> What you typed is still here.
    </p>
    <p class="next">
      <b>Next:</b>{' '}
      <a href={PAGE_URL} target="_blank" rel="noreferrer">
        log in in another tab
      </a>
      , then go on here.
    </p>
  </Result>
)

/** What changes is not heard of. */
export const Away = () => (
  <p>
    <strong>Not connected.</strong> What you see may be out of date. It comes back by itself;
    nothing you typed is lost.
  </p>
)

/**
 * Where it is said, beside what asks for it: see `data-told` there. Only for what has no place of
 * its own for an answer.
 */
export const Told = ({ id }: { id: string }) => <div class="told" role="status" id={id} />

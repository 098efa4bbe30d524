import { PAGE_URL } from '../urls.ts'
import { Result } from './result.tsx'

/** Where nothing more is said than what stands there. */
export const SAYS_ITSELF = 'vain-422'

/**
 * What the page's script says where something was asked for in vain, for it to take a copy of: by
 * the status of the answer, where there are words for it.
 */
export const FailureWords = () => (
  <>
    <template id="vain">
      <Vain />
    </template>
    <template id="vain-401">
      <Over />
    </template>
    <template id="vain-403">
      <Foreign />
    </template>
    <template id="vain-413">
      <TooLarge />
    </template>
    {/* A form that was refused comes again, with what is wrong in it. */}
    <template id={SAYS_ITSELF} />
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

const TooLarge = () => (
  <Result tone="bad">
    <p>
      <strong>Refused: this is more than 64 KiB.</strong> Nothing was done; what you typed is still
      here.
    </p>
    <p class="next">
      <b>Next:</b> shorten it, then press again.
    </p>
  </Result>
)

/** The guard takes the page for another one's. */
const Foreign = () => (
  <Result tone="bad">
    <p>
      <strong>Refused: this does not seem to come from this page.</strong> Nothing was done; what
      you typed is still here.
    </p>
    <p class="next">
      <b>Next:</b> <ForeignCure />
    </p>
  </Result>
)

/** What helps where the guard takes our own page for another one's. */
export const ForeignCure = ({ origin }: { origin?: string }) => (
  <>
    where a proxy stands in front of this service, have it hand on the name that it is called by (in
    nginx: <code>proxy_set_header Host $host;</code>), or{' '}
    {origin === undefined ? (
      <>
        name the address of this page in <code>ALLOWED_ORIGINS</code>,
      </>
    ) : (
      <>
        set <code>ALLOWED_ORIGINS={origin}</code>,
      </>
    )}{' '}
    where this service is started.
  </>
)

/** Nobody is let in by the session of this page any more; said until somebody is. */
const Over = () => (
  <Result tone="wait" of="is-over">
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

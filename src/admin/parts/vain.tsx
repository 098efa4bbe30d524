import { Result } from './result.tsx'

/**
 * What the page's script says where no answer has come, or one that is not ours. Whether it was
 * done all the same nobody knows here.
 */
export const Vain = () => (
  <div id="vain" hidden>
    <Result tone="bad">
      <p>
        <strong>torrent-notifier gave no proper answer.</strong> This may not have been done;
        nothing you typed is lost.
      </p>
      <p class="next">
        <b>Next:</b> try again in a moment.
      </p>
    </Result>
  </div>
)

/**
 * Where it is said, beside what asks for it: see `data-told` there. Only for what has no place of
 * its own for an answer.
 */
export const Told = ({ id }: { id: string }) => <div class="told" role="status" id={id} />

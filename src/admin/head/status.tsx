import { Ring } from '../parts/ring.tsx'
import { Words } from '../parts/words.tsx'
import type { StatusSentence } from './status-sentence.ts'

/** The sentence with its icon and its facts. */
export const Status = ({ sentence }: { sentence: StatusSentence }) => (
  <section class={`status is-${sentence.tone}`} id="status" aria-label="Status">
    <Ring sign={sentence.tone} />
    <p class="status-line">
      <strong>
        <Words text={sentence.lead} />
      </strong>{' '}
      <span>
        <Words text={sentence.rest} />
      </span>
    </p>
    <ul class="facts dots">
      {sentence.facts.map((fact) => (
        <li key={fact}>{fact}</li>
      ))}
    </ul>
  </section>
)

/**
 * What a screen reader is told when there is something new: the status itself would be read out at
 * each second of it. Empty at first, since it reads the page as well.
 */
export const Announced = () => <p class="vh" role="status" id="announce" />

/** The window's title, as text. */
export const titleOf = ({ title }: Pick<StatusSentence, 'title'>): string =>
  `${title} – torrent-notifier`

/** The window's title, which htmx takes over from any answer. */
export const Title = ({ sentence }: { sentence: StatusSentence }) => (
  <title>{titleOf(sentence)}</title>
)

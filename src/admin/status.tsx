import type { Tone } from './server-news.ts'
import type { StatusSentence } from './status-sentence.ts'

/** One ring, many states: what stands in it says the state, the colour repeats it. */
const rings: Record<Tone, string | undefined> = {
  mute: undefined,
  ok: 'M5.3 8.2l1.9 1.9 3.5-4',
  busy: 'M5.2 8h5.4M8.5 5.8L10.7 8l-2.2 2.2',
  wait: 'M8 4.6V8l2.2 1.5',
  bad: 'M8 4.7v3.9M8 11.2v.01',
}

/** The sentence with its icon and its facts. */
export const Status = ({ sentence }: { sentence: StatusSentence }) => (
  <div class={`status is-${sentence.tone}`}>
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6.5" />
      {rings[sentence.tone] && <path d={rings[sentence.tone]} />}
    </svg>
    <p class="status-line">
      <strong>{sentence.lead}</strong> <span>{sentence.rest}</span>
    </p>
    <ul class="facts">
      {sentence.facts.map((fact) => (
        <li key={fact}>{fact}</li>
      ))}
    </ul>
  </div>
)

import { Ring } from './ring.tsx'
import type { StatusSentence } from './status-sentence.ts'

/** The sentence with its icon and its facts. */
export const Status = ({ sentence }: { sentence: StatusSentence }) => (
  <div class={`status is-${sentence.tone}`}>
    <Ring sign={sentence.tone} />
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

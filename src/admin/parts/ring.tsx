import type { Tone } from '../tone.ts'

/** What can stand in the ring. */
export type RingSign = Tone | 'scan' | 'failed' | 'unfound' | 'skipped'

/** One ring, many states: what stands in it says the state, the colour repeats it. */
const signs: Record<Exclude<RingSign, 'scan'>, string | undefined> = {
  mute: undefined,
  ok: 'M5.3 8.2l1.9 1.9 3.5-4',
  busy: 'M5.2 8h5.4M8.5 5.8L10.7 8l-2.2 2.2',
  wait: 'M8 4.6V8l2.2 1.5',
  bad: 'M8 4.7v3.9M8 11.2v.01',
  failed: 'M5.9 5.9l4.2 4.2M10.1 5.9l-4.2 4.2',
  unfound: 'M6.2 6.4a1.85 1.85 0 1 1 2.7 1.7c-.6.3-.9.6-.9 1.2M8 11.5v.01',
  skipped: 'M5.4 8h5.2',
}

/** The icon of a state; words always stand beside it. The open one turns: something runs. */
export const Ring = ({ sign }: { sign: RingSign }) =>
  sign === 'scan' ? (
    <svg class="icon spin" viewBox="0 0 16 16" aria-hidden="true">
      <path d="M8 1.5A6.5 6.5 0 1 1 1.5 8" />
      <circle cx="8" cy="8" r="1.6" fill="currentColor" />
    </svg>
  ) : (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6.5" />
      {signs[sign] && <path d={signs[sign]} />}
    </svg>
  )

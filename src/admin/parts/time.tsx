import type { Moment } from '../moment.ts'

type TimeProps = { at: number; moment: Moment; class?: string }

/** A time of the day, in the reader's zone. */
export const Clock = ({ at, moment, class: name }: TimeProps) => (
  <time class={name} datetime={new Date(at).toISOString()}>
    {moment.clock(at)}
  </time>
)

/** How long ago something was. */
export const Ago = ({ at, moment, class: name }: TimeProps) => (
  <time class={name} datetime={new Date(at).toISOString()}>
    {moment.ago(at)}
  </time>
)

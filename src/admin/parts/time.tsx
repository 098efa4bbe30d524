import type { ComponentChildren } from 'preact'
import type { Moment } from '../moment.ts'

/** A point in time, Unix milliseconds, in whatever words: sent in UTC for programs. */
export const Time = ({
  at,
  class: name,
  children,
}: {
  at: number
  class?: string | undefined
  children: ComponentChildren
}) => (
  <time class={name} datetime={new Date(at).toISOString()}>
    {children}
  </time>
)

type TimeProps = { at: number; moment: Moment; class?: string | undefined }

/** A time of the day, in the reader's zone. */
export const Clock = ({ at, moment, class: name }: TimeProps) => (
  <Time class={name} at={at}>
    {moment.clock(at)}
  </Time>
)

/** How long ago something was. */
export const Ago = ({ at, moment, class: name }: TimeProps) => (
  <Time class={name} at={at}>
    {moment.ago(at)}
  </Time>
)

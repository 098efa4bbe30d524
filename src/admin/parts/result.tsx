import type { ComponentChildren } from 'preact'
import type { Tone } from '../tone.ts'
import { Ring, type RingSign } from './ring.tsx'

/**
 * The answer to what somebody asked for, where the question stood: first what happened, then the
 * next step. It is read out by the live region that it stands in, or as an alert where it refuses.
 */
export const Result = ({
  tone,
  sign = tone,
  of = '',
  isAlert = false,
  hasFocus = false,
  children,
}: {
  tone: Tone
  sign?: RingSign
  /** A class by which it is found again. */
  of?: string
  isAlert?: boolean
  /** Where one has to decide before anything else. */
  hasFocus?: boolean
  children: ComponentChildren
}) => (
  <div
    class={`result is-${tone} ${of}`.trim()}
    role={isAlert ? 'alert' : undefined}
    {...(hasFocus ? { tabIndex: -1, autofocus: true } : {})}
  >
    <Ring sign={sign} />
    {children}
  </div>
)

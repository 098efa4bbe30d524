import { BY_ENTER } from './form-start.tsx'

/** Buttons that bring what is to be typed or pressed next, and the end of its id. */
const successors: Readonly<Record<string, string>> = {
  'key-replace': 'key',
  'key-clear': 'key-keep',
  'key-keep': 'key-replace',
  reload: 'enabled',
  fill: 'folders-from-0',
  use: 'test',
  'save-mine': 'save',
}

/** The buttons whose answer stands beside them; every other one is near Save. */
const lasting: Readonly<Record<string, string>> = { test: 'test', folders: 'check' }

/**
 * Who takes the focus after a button of a form: what the button has brought, or, where the button
 * is not there any more, the one that is closest to it. A field that was refused goes before it.
 *
 * @param prefix What the ids of the form begin with, such as `jellyfin`.
 * @param act The button's value.
 * @param rows How many pairs of folders were typed.
 * @returns An id; `null` where htmx leaves the focus on what has it.
 */
export const focusAfter = ({
  prefix,
  act,
  rows,
  isKeyGone = false,
  isWhole,
}: {
  prefix: string
  act: string
  rows: number
  /** Whether the field of a key was there, and is not any more: it may have had the focus. */
  isKeyGone?: boolean
  /** Whether a whole page is the answer, which has no focus yet. */
  isWhole: boolean
}): string | null => {
  if (act === 'row') return `${prefix}-folders-from-${rows}`
  if (Object.hasOwn(successors, act)) return `${prefix}-${successors[act]}`
  if (act === BY_ENTER && isKeyGone) return `${prefix}-key-replace`
  if (!isWhole) return null
  return `${prefix}-${Object.hasOwn(lasting, act) ? lasting[act] : 'save'}`
}

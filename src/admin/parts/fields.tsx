import type { ComponentChildren } from 'preact'
import { Ring } from './ring.tsx'

/** A switch. The hidden `false` before it stands for one that is off, which sends nothing. */
export const Toggle = ({
  id,
  name,
  label,
  hint,
  isOn,
  focus,
}: {
  id: string
  name: string
  label: string
  hint: string
  isOn: boolean
  /** The id of what is to have the focus. */
  focus?: string | null
}) => (
  <div class="toggle">
    <label for={id}>{label}</label>
    <input type="hidden" name={name} value="false" />
    <input
      id={id}
      name={name}
      type="checkbox"
      // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox tells by itself whether it is on
      role="switch"
      value="true"
      checked={isOn}
      autofocus={focus === id}
      aria-describedby={`${id}-hint`}
    />
    <p class="hint" id={`${id}-hint`}>
      {hint}
    </p>
  </div>
)

/** One of several ways, with what it means. */
export const Choice = ({
  id,
  name,
  value,
  label,
  isChosen,
  children,
}: {
  id: string
  name: string
  value: string
  label: string
  isChosen: boolean
  /** The hint. */
  children: ComponentChildren
}) => (
  <div class="choice">
    <input
      id={id}
      type="radio"
      name={name}
      value={value}
      checked={isChosen}
      aria-describedby={`${id}-hint`}
    />
    <label for={id}>{label}</label>
    <p class="hint" id={`${id}-hint`}>
      {children}
    </p>
  </div>
)

/** What is wrong with a field, in the place of its hint, which the field points to. */
export const FieldError = ({ id, message }: { id: string; message: string }) => (
  <p class="error" id={id}>
    <Ring sign="bad" />
    <span>{message}</span>
  </p>
)

/**
 * The attributes that tie a field to its hint, or to what is wrong with it. Of several that are
 * wrong the first one takes the focus: so do browsers and htmx read `autofocus`.
 */
export const tied = (id: string, error: string | undefined) =>
  error === undefined
    ? { 'aria-describedby': `${id}-hint` }
    : { 'aria-describedby': `${id}-error`, 'aria-invalid': 'true' as const, autofocus: true }

import { Fragment } from 'preact'
import { FieldError } from './fields.tsx'

/** Folders of T◎RRX and how others call them, as they stand in a form. */
export type FolderPair = { from: string; to: string }

/**
 * Pairs of folders. There is always one empty row more, which is left out when it stays so; a row
 * is taken away by emptying it.
 */
export const Folders = ({
  id,
  name,
  theirs,
  pairs,
  errors,
  focus,
}: {
  id: string
  /** Such as `jellyfin.pathMap`. */
  name: string
  /** How the right column is called. */
  theirs: string
  pairs: readonly FolderPair[]
  /** By their fields, such as `jellyfin.pathMap[0].to`, or `jellyfin.pathMap` for all. */
  errors: ReadonlyMap<string, string>
  /** The id of what is to have the focus. */
  focus: string | null
}) => (
  <div class="map">
    <span class="label" id={`${id}-from`}>
      T◎RRX’s folder
    </span>
    <span />
    <span class="label" id={`${id}-to`}>
      {theirs}
    </span>
    {[...pairs, { from: '', to: '' }].map((pair, index) => (
      <Fragment key={index}>
        <FolderInput id={id} name={name} side="from" {...{ index, pair, errors, focus }} />
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
          <path d="M2.5 8h10.5M9.5 4.5L13 8l-3.5 3.5" />
        </svg>
        <FolderInput id={id} name={name} side="to" {...{ index, pair, errors, focus }} />
        <RowErrors id={id} name={name} index={index} errors={errors} />
      </Fragment>
    ))}
    {errors.has(name) && <FieldError id={`${id}-error`} message={errors.get(name) ?? ''} />}
  </div>
)

const FolderInput = ({
  id,
  name,
  side,
  index,
  pair,
  errors,
  focus,
}: {
  id: string
  name: string
  side: Side
  index: number
  pair: FolderPair
  errors: ReadonlyMap<string, string>
  focus: string | null
}) => {
  const own = `${id}-${side}-${index}`
  const error = errorOf(errors, { name, index, side })
  const isWrong = error !== undefined || errors.has(name)
  return (
    <input
      class="path"
      id={own}
      autofocus={focus === own || isWrong}
      type="text"
      autocapitalize="off"
      autocomplete="off"
      spellcheck={false}
      name={`${name}.${side}`}
      value={pair[side]}
      placeholder={index === 0 ? examples[side] : undefined}
      aria-labelledby={`${id}-${side}`}
      aria-invalid={isWrong ? 'true' : undefined}
      aria-describedby={isWrong ? `${error === undefined ? id : own}-error` : undefined}
    />
  )
}

const examples = { from: '/data', to: '/media' } as const

type Side = 'from' | 'to'

const errorOf = (
  errors: ReadonlyMap<string, string>,
  { name, index, side }: { name: string; index: number; side: Side }
): string | undefined => errors.get(`${name}[${index}].${side}`)

const sides: readonly { side: Side; word: string }[] = [
  { side: 'from', word: 'Left' },
  { side: 'to', word: 'Right' },
]

/** What is wrong with a row, below it: with both of its folders where both are wrong. */
const RowErrors = ({
  id,
  name,
  index,
  errors,
}: {
  id: string
  name: string
  index: number
  errors: ReadonlyMap<string, string>
}) => (
  <>
    {sides.map(({ side, word }) => {
      const error = errorOf(errors, { name, index, side })
      if (error === undefined) return null
      return (
        <FieldError key={side} id={`${id}-${side}-${index}-error`} message={`${word}: ${error}`} />
      )
    })}
  </>
)

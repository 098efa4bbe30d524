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
}: {
  id: string
  /** Such as `jellyfin.pathMap`. */
  name: string
  /** How the right column is called. */
  theirs: string
  pairs: readonly FolderPair[]
  /** By their fields, such as `jellyfin.pathMap[0].to`, or `jellyfin.pathMap` for all. */
  errors: ReadonlyMap<string, string>
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
        <FolderInput id={id} name={name} side="from" {...{ index, pair, errors }} />
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
          <path d="M2.5 8h10.5M9.5 4.5L13 8l-3.5 3.5" />
        </svg>
        <FolderInput id={id} name={name} side="to" {...{ index, pair, errors }} />
      </Fragment>
    ))}
    <MapErrors id={id} name={name} errors={errors} />
  </div>
)

const FolderInput = ({
  id,
  name,
  side,
  index,
  pair,
  errors,
}: {
  id: string
  name: string
  side: 'from' | 'to'
  index: number
  pair: FolderPair
  errors: ReadonlyMap<string, string>
}) => {
  const isWrong = errors.has(name) || errors.has(`${name}[${index}].${side}`)
  return (
    <input
      class="path"
      id={`${id}-${side}-${index}`}
      type="text"
      autocapitalize="off"
      autocomplete="off"
      spellcheck={false}
      name={`${name}.${side}`}
      value={pair[side]}
      placeholder={index === 0 ? examples[side] : undefined}
      aria-labelledby={`${id}-${side}`}
      aria-invalid={isWrong ? 'true' : undefined}
      aria-describedby={isWrong ? `${id}-map-error` : undefined}
    />
  )
}

const examples = { from: '/data', to: '/media' } as const

const MapErrors = ({
  id,
  name,
  errors,
}: {
  id: string
  name: string
  errors: ReadonlyMap<string, string>
}) => {
  const found = [...errors].filter(([field]) => field.startsWith(name))
  if (found.length === 0) return null
  const messages = found.map(([field, message]) => {
    const row = /\[(\d+)\]/.exec(field)?.[1]
    return row === undefined ? message : `Row ${Number(row) + 1}: ${message}`
  })
  return <FieldError id={`${id}-map-error`} message={messages.join(' ')} />
}

import { CopyButton } from './copy-button.tsx'

/** One field of somebody else's form: what to paste into it, or words about it. */
export type Pair = { label: string } & (
  | { value: string; note?: never }
  | { note: string; value?: never }
)

/**
 * Fields of a form with what belongs into each.
 *
 * @param of Where that form is, for whoever hears the name of a copy button alone.
 */
export const Pairs = ({ pairs, of = '' }: { pairs: readonly Pair[]; of?: string }) => (
  <dl class="pairs">
    {pairs.map(({ label, value, note }) => (
      <div key={label + value}>
        <dt>{label}</dt>
        {value === undefined ? (
          <dd class="none">{note}</dd>
        ) : (
          <>
            <dd>
              <code>{value}</code>
            </dd>
            <dd>
              <CopyButton text={value} label={`Copy ${label} ${of}`.trim()} />
            </dd>
          </>
        )}
      </div>
    ))}
  </dl>
)

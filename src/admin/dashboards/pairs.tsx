import { CopyButton } from '../parts/copy-button.tsx'

/** One field of somebody else's form: what to paste into it, or words about it. */
export type Pair = { label: string } & (
  | { value: string; note?: never }
  | { note: string; value?: never }
)

/** Fields of a form with what belongs into each. */
export const Pairs = ({ pairs }: { pairs: readonly Pair[] }) => (
  <dl class="pairs">
    {pairs.map(({ label, value, note }) => (
      <div key={label}>
        <dt>{label}</dt>
        {value === undefined ? (
          <dd class="none">{note}</dd>
        ) : (
          <>
            <dd>
              <code>{value}</code>
            </dd>
            <dd>
              <CopyButton text={value} label={`Copy ${label}`} />
            </dd>
          </>
        )}
      </div>
    ))}
  </dl>
)

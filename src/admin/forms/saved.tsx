import { Result } from '../parts/result.tsx'
import type { Saved } from './save.ts'

/** Above the fields: why nothing was saved. */
export const NotSaved = ({ prefix, saved }: { prefix: string; saved: Saved | null }) => {
  if (saved?.state === 'refused') {
    const { size } = saved.errors
    const fields = size === 1 ? 'One field needs' : `${size} fields need`
    return (
      <Result tone="bad" isAlert>
        <p>
          <strong>Not saved.</strong> {fields} another look. What you typed is still here.
        </p>
      </Result>
    )
  }
  if (saved?.state !== 'conflict') return null
  return (
    <Result tone="wait" sign="bad" isAlert hasFocus>
      <p>
        <strong>Not saved yet: this was changed elsewhere meanwhile.</strong> Your text is still in
        the fields.
      </p>
      <ul class="libs">
        {saved.differences.map(({ label, stored, typed }) => (
          <li key={label}>
            <span>{label}</span>
            <span>
              stored: <em>{stored}</em>, in this form: <em>{typed}</em>
            </span>
          </li>
        ))}
      </ul>
      {/* Only who presses Save mine has seen what is stored. */}
      <input type="hidden" name="stored" value={saved.seen} />
      <div class="btns">
        <button type="submit" class="btn" name="do" value="save-mine" id={`${prefix}-save-mine`}>
          Save mine
        </button>
        <button type="submit" class="btn" name="do" value="reload" id={`${prefix}-reload`}>
          Take what is stored
        </button>
      </div>
    </Result>
  )
}

/** What became of a save, to be read out. Empty for what is an alert already. */
export const savedWords = (saved: Saved | null): string => {
  if (saved?.state === 'away') return 'Not saved: the database does not answer.'
  return saved?.state === 'saved' ? ['Saved.', saved.changes, ...saved.warnings].join(' ') : ''
}

/** Below the buttons: that it was saved, or that it could not be. */
export const SavedResult = ({ saved }: { saved: Saved | null }) => {
  if (saved?.state === 'away') {
    return (
      <Result tone="bad">
        <p>
          <strong>Not saved: the database does not answer.</strong> What you typed is still here.
        </p>
        <p class="next">
          <b>Next:</b> save again when it is back.
        </p>
      </Result>
    )
  }
  if (saved?.state !== 'saved') return null
  const hasWarnings = saved.warnings.length > 0
  return (
    <Result tone={hasWarnings ? 'wait' : 'ok'} sign={hasWarnings ? 'bad' : 'ok'}>
      <p>
        <strong>Saved.</strong> {saved.changes}
      </p>
      {saved.warnings.map((warning) => (
        <p key={warning} class="next">
          {warning}
        </p>
      ))}
    </Result>
  )
}

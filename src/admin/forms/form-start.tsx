import type { Saved } from './save.ts'
import { NotSaved } from './saved.tsx'

/** What every form of settings begins with. */
export const FormStart = ({
  prefix,
  seen,
  saved,
}: {
  /** What the ids of the form begin with. */
  prefix: string
  seen: string
  saved: Saved | null
}) => (
  <>
    {/* The first button of a form is the one that Enter presses. */}
    <button type="submit" class="vh" name="do" value="save" tabIndex={-1} aria-hidden="true">
      Save
    </button>
    <input type="hidden" name="seen" value={seen} />
    <NotSaved prefix={prefix} saved={saved} />
  </>
)

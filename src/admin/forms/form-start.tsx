import type { Saved } from './save.ts'
import { NotSaved } from './saved.tsx'

/** What Enter in a field asks for: the same as the button *Save*, which does not have the focus then. */
export const BY_ENTER = 'enter'

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
    {/* The first button of a form is the one that Enter presses. It saves. */}
    <button type="submit" class="vh" name="do" value={BY_ENTER} tabIndex={-1} aria-hidden="true">
      Save
    </button>
    <input type="hidden" name="seen" value={seen} />
    <NotSaved prefix={prefix} saved={saved} />
  </>
)

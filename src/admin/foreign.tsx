import type { Call } from '../security/call.ts'
import { isNavigation } from '../security/navigation.ts'
import { parseOrigin } from '../security/origin.ts'
import { NoticePage } from './parts/notice-page.tsx'
import { ForeignCure } from './parts/vain.tsx'
import { htmlPage } from './render.ts'
import { PAGE_URL } from './urls.ts'

/**
 * The answer to a form that the guard takes for another page's.
 *
 * @returns `null` for other callers than a browser without script, and for what is not the page's.
 */
export const showForeign = (call: Call): Response | null => {
  if (!call.path.startsWith(`${PAGE_URL}/`) || !isNavigation(call.request)) return null
  return htmlPage(<Foreign call={call} />, { status: 403 })
}

const Foreign = ({ call: { origin, host } }: { call: Pick<Call, 'origin' | 'host'> }) => {
  const isKnown = origin !== null && parseOrigin(origin) !== null
  return (
    <NoticePage
      title="Refused"
      heading="Nothing was done: this does not seem to come from this page."
    >
      {isKnown && (
        <p>
          It comes from <code>{origin}</code>, and was sent to <code>{host}</code>.
        </p>
      )}
      <p>
        If that is this service all the same: <ForeignCure {...(isKnown ? { origin } : {})} />
      </p>
      <p>If you came here from a page that you do not know, there is nothing to be done.</p>
    </NoticePage>
  )
}

import { renderToString } from 'preact-render-to-string'
import type { Call } from '../security/call.ts'
import type { Refusal } from '../security/refusal.ts'
import { BarePage } from './parts/bare-page.tsx'
import { html } from './render.ts'
import { PAGE_URL } from './urls.ts'

/**
 * The answer to a browser that was led to an address of the page's which shows nothing.
 *
 * @returns `null` for other callers, and for addresses that are not the page's.
 */
export const showMissing = (
  { dialect, path }: Call,
  { code, headers }: Refusal
): Response | null => {
  if (dialect !== 'page' || !path.startsWith(`${PAGE_URL}/`)) return null
  const body = `<!doctype html>${renderToString(<Missing />)}`
  const response = html(body, { status: code === 'method_not_allowed' ? 405 : 404 })
  for (const [name, value] of Object.entries(headers ?? {})) response.headers.set(name, value)
  return response
}

const Missing = () => (
  <BarePage title="Nothing here">
    <main class="login">
      <section class="panel" aria-labelledby="missing-title">
        <div class="form">
          <h2 id="missing-title">There is nothing to see at this address.</h2>
          <p>
            <a href={PAGE_URL}>Back to the page</a>
          </p>
        </div>
      </section>
    </main>
  </BarePage>
)

import type { ComponentChildren } from 'preact'
import { PAGE_URL } from '../urls.ts'
import { BarePage } from './bare-page.tsx'

/** A small page that says one thing, and leads back to the page. */
export const NoticePage = ({
  title,
  heading,
  children,
}: {
  title: string
  heading: string
  children?: ComponentChildren
}) => (
  <BarePage title={title}>
    <main class="login">
      <section class="panel" aria-labelledby="notice-title">
        <div class="form">
          <h2 id="notice-title">{heading}</h2>
          {children}
          <p>
            <a href={PAGE_URL}>Back to the page</a>
          </p>
        </div>
      </section>
    </main>
  </BarePage>
)

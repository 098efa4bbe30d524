import { prefersHtml } from './accept.ts'

/** Whether htmx asks: the page stays open, and takes the answer in. */
export const isFromOpenPage = ({ headers }: Pick<Request, 'headers'>): boolean =>
  headers.get('hx-request') === 'true'

/** Whether a browser will show the answer as a page: a link was followed, or a form sent as it is. */
export const isNavigation = (request: Pick<Request, 'headers'>): boolean =>
  !isFromOpenPage(request) && prefersHtml(request.headers.get('accept'))

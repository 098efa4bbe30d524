/** What ASP.NET says of each status in a problem document. */
const problems: Record<number, { title: string; section: string }> = {
  400: { title: 'Bad Request', section: '15.5.1' },
  404: { title: 'Not Found', section: '15.5.5' },
  415: { title: 'Unsupported Media Type', section: '15.5.16' },
}

export const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
  })

/** 204 without a body. */
export const done = (): Response => new Response(null, { status: 204 })

/** A refusal without a word. */
export const empty = (status: number): Response => new Response(null, { status })

/**
 * A problem document (RFC 9110), which Jellyfin sends as plain JSON.
 *
 * @param errors What is wrong with each field, where validation failed.
 */
export const problem = (status: number, errors?: Record<string, string[]>): Response => {
  const { title = '', section = '' } = problems[status] ?? {}
  return json(
    {
      type: `https://tools.ietf.org/html/rfc9110#section-${section}`,
      title: errors === undefined ? title : 'One or more validation errors occurred.',
      status,
      ...(errors === undefined ? {} : { errors }),
      traceId: '00-d610d118733eed6d34407d50fcde7329-358a2bfcbc0298df-00',
    },
    status
  )
}

/** What an exception inside the server looks like from outside. */
export const processingError = (status: number): Response =>
  new Response('Error processing request.', { status, headers: { 'content-type': 'text/plain' } })

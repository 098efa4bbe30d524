import type { Dialect } from './dialect.ts'

/** Every way to be refused, with its status: the words of T◎RRX's error envelope. */
const refusalStatus = {
  invalid_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  payload_too_large: 413,
  unsupported_media_type: 415,
  misdirected: 421,
  internal_error: 500,
  unavailable: 503,
} as const

/** The status that a refusal is answered with. */
export const statusOf = (code: RefusalCode): number => refusalStatus[code]

export type RefusalCode = keyof typeof refusalStatus

/** What is told to somebody who is refused. `message` is for anybody's eyes. */
export type Refusal = {
  code: RefusalCode
  message: string
  headers?: Readonly<Record<string, string>>
}

/** Says a refusal in the caller's dialect. It is never kept by a cache. */
export const refuse = (dialect: Dialect, { code, message, headers }: Refusal): Response => {
  const { type, body } = presenters[dialect](code, message)
  return new Response(body, {
    status: statusOf(code),
    headers: { ...headers, 'content-type': type, 'cache-control': 'no-store' },
  })
}

type Presenter = (code: RefusalCode, message: string) => { type: string; body: string }

const presenters: Record<Dialect, Presenter> = {
  text: (_code, message) => ({ type: 'text/plain; charset=utf-8', body: message }),
  envelope: (code, message) => ({
    type: 'application/json; charset=utf-8',
    body: JSON.stringify({ error: { code, message } }),
  }),
  page: (_code, message) => ({ type: 'text/html; charset=utf-8', body: page(message) }),
}

const page = (message: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>torrent-notifier</title>
</head>
<body>
<h1>torrent-notifier</h1>
<p>${Bun.escapeHTML(message)}</p>
</body>
</html>
`

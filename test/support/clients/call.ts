import { type Answer, decode } from './answer.ts'

/** What a scripted program sends besides method and path. */
export type CallOptions = {
  method?: string
  headers?: Record<string, string>
  body?: string | FormData | URLSearchParams | Uint8Array<ArrayBuffer>
}

/** Sends a request and reads the whole answer. No redirect is followed. */
export const call = async (url: string, options: CallOptions = {}): Promise<Answer> => {
  const response = await fetch(url, { ...options, redirect: 'manual' })
  return {
    status: response.status,
    headers: response.headers,
    text: decode(await response.bytes()),
  }
}

/** The `name=value` of the one cookie that an answer sets; `null` where it sets none. */
export const cookieOf = ({ headers }: Answer): string | null =>
  /^[^;]+/.exec(headers.getSetCookie()[0] ?? '')?.[0] ?? null

import assert from 'node:assert/strict'
import { type Answer, assertText } from './answer.ts'
import { type CallOptions, call, cookieOf } from './call.ts'
import type { Stage } from './stage.ts'

/** A program as most of them are: it logs in once, and sends the session's cookie with each call. */
export type Program = {
  /** Sends its name and password, any where none are wanted, and keeps the cookie. */
  logIn(): Promise<void>
  send(path: string, options?: CallOptions): Promise<Answer>
  get(path: string): Promise<Answer>
  /** With a form as its body, or none. */
  post(path: string, fields?: Record<string, string>): Promise<Answer>
  /** With a form in parts. */
  upload(path: string, form: FormData): Promise<Answer>
}

/** Makes a program. It calls nobody before it is told to. */
export const createProgram = (
  { url, credentials }: Pick<Stage, 'url' | 'credentials'>,
  userAgent: string
): Program => {
  const { username, password } = credentials ?? { username: 'anybody', password: 'anything' }
  let cookie: string | null = null

  const send = (path: string, { headers, ...options }: CallOptions = {}) =>
    call(`${url}/api/v2/${path}`, {
      ...options,
      headers: { 'user-agent': userAgent, ...(cookie === null ? {} : { cookie }), ...headers },
    })
  const post = (path: string, fields?: Record<string, string>) =>
    send(path, { method: 'POST', ...(fields ? { body: new URLSearchParams(fields) } : {}) })

  return {
    async logIn() {
      const answer = await post('auth/login', { username, password })
      assertText(answer, 'Ok.')
      cookie = cookieOf(answer)
      assert.ok(cookie?.startsWith('SID='), 'a login gives the cookie SID')
    },
    send,
    get: send,
    post,
    upload: (path, body) => send(path, { method: 'POST', body }),
  }
}

/** A .torrent file as a part of a form. */
export const filePart = (
  bytes: Uint8Array<ArrayBuffer>,
  { name, type }: { name: string; type: string }
): File => new File([bytes], name, { type })

/** A form in parts, of texts and files in their order. */
export const partsOf = (parts: Record<string, string | File>): FormData => {
  const form = new FormData()
  for (const [name, value] of Object.entries(parts)) form.append(name, value)
  return form
}

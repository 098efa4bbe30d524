import { Elysia } from 'elysia'
import { FORM_TYPE, readBodyText } from '../lib/request-body.ts'
import { type Call, isSafe } from '../security/call.ts'
import type { Login } from '../security/login.ts'
import { LOGIN_PATH, LOGOUT_PATH } from '../security/open-call.ts'
import { withCookies } from '../security/session-cookie.ts'
import { type LoginProof, type LoginView, renderLogin } from './login.tsx'
import { html, seeOther } from './render.ts'
import { PAGE_URL } from './urls.ts'

export type LoginDeps = { login: Login; proof: LoginProof }

/** Logging in and out, by forms that need no script. */
export const loginRoutes = (deps: LoginDeps) =>
  new Elysia()
    // A stranger has been shown the login before: whoever comes here has no need of it.
    .get(LOGIN_PATH, () => seeOther(PAGE_URL))
    .post(LOGIN_PATH, ({ request }) => logIn(deps, request), { parse: 'none' })
    .post(LOGOUT_PATH, ({ request }) => logOut(deps, request), { parse: 'none' })

/** The login in the place of what a stranger asked for, which it leads to if that can be read. */
export const showLogin = ({ proof }: Pick<LoginDeps, 'proof'>, call: Call): Response => {
  const { pathname, search } = new URL(call.inside)
  const notice = isSafe(call) ? null : 'lost'
  const next = notice === null && pathname !== LOGIN_PATH ? pathname + search : PAGE_URL
  return show({ proof, username: '', next: ownPath(next), notice }, 401)
}

const logIn = async ({ login, proof }: LoginDeps, request: Request): Promise<Response> => {
  const form = new URLSearchParams((await readBodyText(request, [FORM_TYPE]))?.text)
  const username = form.get('username') ?? ''
  const next = ownPath(form.get('next') ?? '')
  const password = form.get('password') ?? ''
  const cookie = await login.logIn({ username, password }, { request })
  return cookie === null
    ? show({ proof, username, next, notice: 'refused' }, 422)
    : withCookies(seeOther(next), [cookie])
}

const logOut = async ({ login, proof }: LoginDeps, request: Request): Promise<Response> => {
  const { cookies, isKept } = await login.logOut(request)
  const view = { proof, username: '', next: PAGE_URL, notice: 'unkept' } as const
  // 202: it is taken, but not done for good (RFC 9110 §15.3.3).
  return withCookies(isKept ? seeOther(LOGIN_PATH) : show(view, 202), cookies)
}

/**
 * A path that a browser cannot take for another host, which begins with two slashes: it reads a
 * backslash as one, drops what is no printable character, and shortens a path by its dots.
 */
const ownPath = (next: string): string =>
  /^\/[\x21-\x7e]*$/.test(next) && !/\/\/|\\/.test(next) ? next : PAGE_URL

const show = (view: LoginView, status: number): Response => html(renderLogin(view), { status })

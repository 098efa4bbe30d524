import type { Login } from '../../security/login.ts'
import { withCookies } from '../../security/session-cookie.ts'
import { done, type Endpoints, fails, text } from '../endpoint.ts'

/**
 * `auth`. A login is 200 with `Ok.` or `Fails.`, to the byte: older programs take nothing else, and
 * a 401 for a fault.
 */
export const authEndpoints = ({ login }: { login: Login }): Endpoints => ({
  group: 'auth',
  isSmall: true,
  reads: {},
  writes: {
    async login({ parameters, request }) {
      const username = parameters.get('username') ?? ''
      const password = parameters.get('password') ?? ''
      const cookie = await login.logIn({ username, password }, { request })
      if (cookie === null) throw fails('wrong user name or password')
      return withCookies(text('Ok.'), [cookie])
    },
    async logout({ request }) {
      return withCookies(done(), (await login.logOut(request)).cookies)
    },
  },
})

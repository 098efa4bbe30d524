import { describe, expect, test } from 'bun:test'
import { type LoginView, renderLogin } from '../../../src/admin/login.tsx'
import { type LoginDeps, loginRoutes, showLogin } from '../../../src/admin/login-routes.ts'
import { readCall } from '../../../src/security/call.ts'

const PAGE = '/settings/integrations'
const LOGIN = `${PAGE}/login`
const hostile = `"><script>alert(1)</script>'&`

const render = (changes: Partial<LoginView> = {}) =>
  renderLogin({
    proof: 'password',
    username: '',
    next: PAGE,
    notice: null,
    ...changes,
  })

/** The attributes of the field of this name; `null` where there is none. */
const fieldOf = (html: string, name: string) => {
  let attributes: Record<string, string> | null = null
  new HTMLRewriter()
    .on(`input[name="${name}"]`, {
      element: (field) => {
        attributes = Object.fromEntries(field.attributes)
      },
    })
    .transform(html)
  return attributes as Record<string, string> | null // set by the handler, which no type sees
}

/** The name of the field that has the focus, of each that asks for it. */
const focused = (html: string) =>
  ['username', 'password'].filter((name) => 'autofocus' in (fieldOf(html, name) ?? {}))

describe('the login', () => {
  test('is a form that needs no script, for people and for their password stores', () => {
    const html = render({ next: '/?a=1&b=2' })
    expect(html).toStartWith('<!doctype html><html lang="en">')
    expect(html).toContain('<title>Log in – torrent-notifier</title>')
    expect(html).toContain(`<form class="form" method="post" action="${LOGIN}">`)
    expect(fieldOf(html, 'username')).toMatchObject({ autocomplete: 'username', value: '' })
    expect(fieldOf(html, 'password')).toMatchObject({
      type: 'password',
      autocomplete: 'current-password',
    })
    expect(fieldOf(html, 'next')?.['value']?.replace('&amp;', '&')).toBe('/?a=1&b=2')
    expect(html).not.toMatch(/<script|<style|\sstyle=|\son\w+=/i)
    expect(focused(html)).toEqual(['username'])
  })

  test('has a label and a note for every field', () => {
    for (const proof of ['password', 'key'] as const) {
      for (const notice of [null, 'refused'] as const) {
        const html = render({ proof, notice })
        for (const name of proof === 'key' ? ['password'] : ['username', 'password']) {
          const field = fieldOf(html, name)
          expect(html).toContain(`<label for="${field?.['id']}">`)
          expect(html).toContain(`id="${field?.['aria-describedby']}"`)
        }
      }
    }
  })

  test('that was refused says so at its fields, and keeps the name but no password', () => {
    const html = render({ username: 'admin', notice: 'refused' })
    expect(fieldOf(html, 'username')).toMatchObject({ value: 'admin', 'aria-invalid': 'true' })
    const password = fieldOf(html, 'password')
    expect(password).toMatchObject({ 'aria-invalid': 'true', 'aria-describedby': 'login-note' })
    expect(password).not.toHaveProperty('value')
    expect(html).toContain('<p class="error" id="login-note" role="alert">')
    expect(html).toContain('This user name and password are not the ones that are set.')
    expect(focused(html)).toEqual(['password'])
    expect(render()).not.toContain('role="alert"')
    expect(fieldOf(render(), 'password')).toMatchObject({ 'aria-invalid': 'false' })
  })

  test('asks for nothing but the key where that is all there is', () => {
    const html = render({ proof: 'key' })
    expect(fieldOf(html, 'username')).toBeNull()
    expect(html).toContain('<label for="login-password">API key</label>')
    expect(focused(html)).toEqual(['password'])
    const refused = render({ proof: 'key', notice: 'refused' })
    expect(refused).toContain('This key is not the one that is set.')
  })

  test('says what else there is to know before it is asked for, and marks no field for that', () => {
    const lost = render({ notice: 'lost' })
    expect(lost).toContain('What you sent was not done.')
    const unkept = render({ notice: 'unkept' })
    expect(unkept).toContain('You are logged out in this browser.')
    expect(unkept).toContain('The database does not answer')
    expect(unkept).toContain('another <code>AUTH_PASSWORD</code> ends it')
    const byKey = render({ proof: 'key', notice: 'unkept' })
    expect(byKey).toContain('another <code>API_KEY</code> ends it')
    for (const html of [lost, unkept]) {
      expect(fieldOf(html, 'password')).toMatchObject({ 'aria-invalid': 'false' })
    }
  })

  test('escapes what it was given', () => {
    const html = render({ username: hostile, next: hostile })
    expect(html).not.toContain('<script')
    expect(html).not.toContain('">&lt;')
    expect(html.match(/&lt;script/g)).toHaveLength(2)
  })
})

describe('where a login leads', () => {
  const own = ['/', '/settings/integrations', '/health?a=b&c=%2F%2Fevil.com', '/%5Cevil.com', '/@x']
  const away = [
    '',
    'settings',
    '//evil.com',
    '///evil.com',
    '/\\evil.com',
    '\\\\evil.com',
    '/x//evil.com',
    '/..//evil.com',
    '/\t/evil.com',
    '/\n/evil.com',
    ' //evil.com',
    '/ /evil.com',
    '/\u0000',
    '/x\r\nset-cookie: a=b',
    '/é',
    '/\u2028',
    'https://evil.com',
    'https:/evil.com',
    'javascript:alert(1)',
    '%2F%2Fevil.com',
    '@evil.com',
  ]

  const deps: LoginDeps = {
    proof: 'password',
    login: {
      logIn: async ({ password }) => (password === 'right' ? 'name=token' : null),
      logOut: async () => ({ cookies: ['name='], isKept: true }),
    },
  }
  const app = loginRoutes(deps)
  const post = (fields: Record<string, string>) =>
    app.handle(
      new Request(`http://localhost${LOGIN}`, { method: 'POST', body: new URLSearchParams(fields) })
    )
  const nextOf = async (response: Response) => fieldOf(await response.text(), 'next')?.['value']

  test('is a path of ours', async () => {
    for (const next of own) {
      const response = await post({ password: 'right', next })
      expect(response.status).toBe(303)
      expect(response.headers.get('location')).toBe(next)
      expect(response.headers.get('set-cookie')).toBe('name=token')
      expect(response.headers.get('cache-control')).toBe('no-store')
    }
  })

  test('is the page, if it would be anything else', async () => {
    for (const next of away) {
      const response = await post({ password: 'right', next })
      expect([next, response.headers.get('location')]).toEqual([next, PAGE])
      const refused = await post({ password: 'wrong', next })
      expect([next, await nextOf(refused)]).toEqual([next, PAGE])
    }
    expect((await post({ password: 'right' })).headers.get('location')).toBe(PAGE)
  })

  test('never leaves the host, as a browser reads it', () => {
    for (const next of own) expect(new URL(next, 'http://nas:8070/x').host).toBe('nas:8070')
  })

  test('is what was asked for, unless that was sent or is the login itself', async () => {
    const cases: [method: string, path: string, next: string][] = [
      ['GET', '/', '/'],
      ['HEAD', '/', '/'],
      ['GET', '/settings/integrations?a=1', '/settings/integrations?a=1'],
      ['GET', '/nowhere/a%20b', '/nowhere/a%20b'],
      ['GET', '//evil.com/', PAGE],
      ['GET', `${LOGIN}?next=/x`, PAGE],
      ['POST', `${PAGE}/jellyfin`, PAGE],
    ]
    for (const [method, path, next] of cases) {
      const response = showLogin(deps, readCall(new Request(`http://nas${path}`, { method })))
      expect(response.status).toBe(401)
      expect([path, await nextOf(response)]).toEqual([path, next])
    }
  })
})

import { describe, expect, test } from 'bun:test'
import { buildApp } from '../../support/app.ts'

const auth = { username: 'admin', password: 'correct horse', apiKey: null }
const health = ['/health', '/health/ready']

describe('with a password', () => {
  test('the numbers and the health are open, to GET and to HEAD', async () => {
    const { send } = await buildApp({ config: { auth } })
    for (const path of ['/widget', ...health]) {
      for (const method of ['GET', 'HEAD']) {
        const response = await send(path, { method })
        expect([path, method, response.status]).toEqual([path, method, 200])
        expect((await response.text()) === '').toBe(method === 'HEAD')
      }
    }
  })

  test('the numbers are closed where the owner says so, and open to who proves it', async () => {
    const { send } = await buildApp({ config: { auth, isWidgetPublic: false } })
    for (const method of ['GET', 'HEAD'])
      expect((await send('/widget', { method })).status).toBe(401)
    for (const path of health) expect((await send(path)).status).toBe(200)
    const authorization = `Basic ${btoa('admin:correct horse')}`
    expect((await send('/widget', { headers: { authorization } })).status).toBe(200)
  })
})

test('HEAD says of the numbers what GET does', async () => {
  const { send } = await buildApp()
  const [get, head] = [await send('/widget'), await send('/widget', { method: 'HEAD' })]
  expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'))
  expect(head.headers.get('cache-control')).toBe('no-store')
})

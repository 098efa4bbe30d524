import { expect, test } from 'bun:test'
import { indented, parseYaml, textOf } from './files.ts'

const text = await textOf('deploy', 'traefik', 'integrations.yml')
const { at } = parseYaml(text)
const ROUTERS = ['http', 'routers'] as const

test("the router and the service are those of T◎RRX's design document, word for word", async () => {
  const entry = await textOf('test', 'fixtures', 'torrx-traefik-entry.yml')
  for (const block of entry.trimEnd().split('\n\n')) {
    expect(text).toContain(`${indented(block, 2)}\n`)
  }
})

test('the router for HTTPS is its mirror', () => {
  const router = at(...ROUTERS, 'integrations')
  const secure = at(...ROUTERS, 'integrations-secure')
  expect({ ...Object(secure), entryPoints: ['web'] }).toEqual({ ...Object(router), tls: {} })
  expect(at(...ROUTERS, 'integrations-secure', 'entryPoints')).toEqual(['websecure'])
})

test('both lead to the service that is there, at the port of the container', () => {
  expect(Object.keys(Object(at(...ROUTERS)))).toEqual(['integrations', 'integrations-secure'])
  expect(at('http', 'services')).toEqual({
    [String(at(...ROUTERS, 'integrations', 'service'))]: {
      loadBalancer: { servers: [{ url: 'http://torrent-notifier:8070' }] },
    },
  })
})

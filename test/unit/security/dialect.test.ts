import { expect, test } from 'bun:test'
import { dialectOf } from '../../../src/security/dialect.ts'

const browser = 'text/html,application/xhtml+xml,*/*;q=0.8'

test.each([
  ['GET', '/api/v2', browser, 'text'],
  ['POST', '/api/v2/auth/login', '*/*', 'text'],
  ['GET', '/version/api', browser, 'text'],
  ['GET', '/version/api/x', null, 'envelope'],
  ['GET', '/api/v20', null, 'envelope'],
  ['GET', '/settings/integrations', browser, 'page'],
  ['HEAD', '/nowhere', browser, 'page'],
  ['POST', '/settings/integrations', browser, 'envelope'],
  ['GET', '/settings/integrations', null, 'envelope'],
])('%s %s with Accept %p is answered as %s', (method, path, accept, dialect) => {
  expect(dialectOf({ method, path, accept })).toBe(dialect as ReturnType<typeof dialectOf>) // one of three words
})

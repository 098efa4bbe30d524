import { expect, test } from 'bun:test'
import { methodsByPath } from '../../src/allowed-methods.ts'

const methodsOf = methodsByPath([
  { method: 'GET', path: '/' },
  { method: 'GET', path: '/settings' },
  { method: 'PATCH', path: '/settings' },
  { method: 'POST', path: '/torrents/:id/stop' },
  { method: 'GET', path: '/optional/:name?' },
  { method: 'ALL', path: '/api/*' },
  { method: 'GET', path: '/a.b+c' },
])

test('a path has the methods of its routes, and HEAD where there is a GET', () => {
  expect(methodsOf('/')).toEqual(['GET', 'HEAD'])
  expect(methodsOf('/settings')).toEqual(['GET', 'HEAD', 'PATCH'])
  expect(methodsOf('/settings/')).toEqual(['GET', 'HEAD', 'PATCH'])
  expect(methodsOf('/torrents/abc/stop')).toEqual(['POST'])
  expect(methodsOf('/optional')).toEqual(['GET', 'HEAD'])
  expect(methodsOf('/optional/x')).toEqual(['GET', 'HEAD'])
  expect(methodsOf('/api/v2/x')).toContain('PUT')
  expect(methodsOf('/a.b+c')).toEqual(['GET', 'HEAD'])
})

test('a path without a route has none', () => {
  for (const path of ['/settingsx', '/settings/x', '//settings', '/torrents//stop', '/axb+c', '']) {
    expect([path, methodsOf(path)]).toEqual([path, path === '' ? ['GET', 'HEAD'] : []])
  }
})

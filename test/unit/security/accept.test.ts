import { expect, test } from 'bun:test'
import { prefersHtml } from '../../../src/security/accept.ts'

const pages = [
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'text/html',
  'TEXT/HTML',
  'text/html, */*',
  'text/html;level=1',
  'text/*',
  'text/html, */*; q=0.01',
  'application/json;q=0.5, text/html;q=0.6',
  'application/json;q=0, */*',
]
const others = [
  null,
  '',
  '*/*',
  'application/json',
  'application/json, text/plain, */*',
  'application/json, text/html',
  'text/html, application/json',
  'text/html;q=0.5, application/json',
  'text/html;q=0.5, */*',
  'text/html;q=0',
  'text/html;q=x',
  'text/html;q=9',
  'image/*',
  'text/htmlx',
  ';;;,,,',
]

for (const accept of pages) {
  test(`${JSON.stringify(accept)} is a browser’s navigation`, () => {
    expect(prefersHtml(accept)).toBe(true)
  })
}
for (const accept of others) {
  test(`${JSON.stringify(accept)} wants JSON`, () => expect(prefersHtml(accept)).toBe(false))
}

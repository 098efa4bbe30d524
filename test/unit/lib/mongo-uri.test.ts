import { expect, test } from 'bun:test'
import { isMongoUri } from '../../../src/lib/mongo.ts'

test.each([
  ['mongodb://mongo:27017', true],
  ['mongodb+srv://cluster.example.org/?tls=true', true],
  ['mongodb://u:pw@h:99999', false],
  ['mongodb://h/?bogus=1', false],
  ['mongodb://a,b/?directConnection=true', false],
])('whether the driver takes %s: %p', (uri, expected) => {
  expect(isMongoUri(uri)).toBe(expected)
})

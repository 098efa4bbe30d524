import { expect, test } from 'bun:test'
import { capital, troubleWords } from '../../../src/admin/trouble-words.ts'
import type { FailureCode } from '../../../src/upstream-error.ts'

test.each<[FailureCode | undefined, string]>([
  ['dns', 'the name of Emby is not known here'],
  ['refused', 'Emby is not there: nothing listens at its address'],
  ['reset', 'Emby broke the connection off'],
  ['timeout', 'no answer from Emby in time'],
  ['tls', 'the certificate of Emby cannot be trusted'],
  ['rate-limited', 'Emby wants us to wait'],
  ['service-unavailable', 'Emby is starting, or is not ready'],
  ['server-error', 'Emby had an error of its own'],
  ['unauthorized', 'Emby does not accept the key'],
  ['forbidden', 'Emby does not let this key refresh its libraries'],
  ['redirect', 'Emby sends us on to another address'],
  ['incomplete', 'Emby has no URL or no key'],
  ['not-found', 'Emby is not found at its address'],
  ['not-json', 'Emby does not answer as a media server does'],
  ['unexpected-answer', 'Emby does not answer as a media server does'],
  [undefined, 'Emby does not answer as a media server does'],
])('the trouble %s is: %s', (code, words) => {
  expect(troubleWords('Emby', code)).toBe(words)
})

test('a part of a sentence can begin one', () => {
  expect(capital(troubleWords('Emby', 'timeout'))).toBe('No answer from Emby in time')
  expect(capital('')).toBe('')
})

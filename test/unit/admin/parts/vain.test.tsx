import { expect, test } from 'bun:test'
import { renderToString } from 'preact-render-to-string'
import { FailureWords } from '../../../../src/admin/parts/vain.tsx'
import { textOf } from '../../../support/html.ts'

/** The words that the page has for an answer with this status. */
const wordsOf = (status: number) => {
  const html = renderToString(<FailureWords />)
  return textOf(html.split(`<template id="vain-${status}">`)[1]?.split('</template>')[0] ?? '')
}

test('what was refused is said not to have been done, with what helps', () => {
  expect(wordsOf(413)).toStartWith('Refused: this is more than 64 KiB. Nothing was done;')
  expect(wordsOf(403)).toStartWith('Refused: this does not seem to come from this page.')
  expect(wordsOf(401)).toStartWith('Your session has ended.')
})

test('a form that comes again with what is wrong in it says that itself', () => {
  expect(wordsOf(422)).toBe('')
})

import { expect, test } from 'bun:test'
import { renderToString } from 'preact-render-to-string'
import { Name } from '../../../../src/admin/parts/name.tsx'
import { elementsOf } from '../../../support/html.ts'

const render = (name: string) => renderToString(<Name name={name} />)

test.each<[string, string, string]>([
  ['plain ones stand as they are', 'Film 2020', 'Film 2020'],
  ['markup is text', '<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)>'],
  ['an entity is text', '&lt;b&gt;&#60;', '&amp;lt;b&amp;gt;&amp;#60;'],
  ['quotes are text', `"'\``, `&quot;'\``],
  ['an override of direction is spelled out', 'a\u202eb', 'a⟨U+202E⟩b'],
  ['an isolate is spelled out', 'a\u2066b\u2069', 'a⟨U+2066⟩b⟨U+2069⟩'],
  ['marks of direction are spelled out', '\u200e\u200f\u061c', '⟨U+200E⟩⟨U+200F⟩⟨U+061C⟩'],
  ['joiners are part of words', 'می\u200cخواهم 👨\u200d👩', 'می\u200cخواهم 👨\u200d👩'],
  ['joiners that join nothing are spelled out', 'pay\u200dpal\u200c', 'pay⟨U+200D⟩pal⟨U+200C⟩'],
  ['a second joiner is spelled out', '映\u200d\u200d画\u200d', '映\u200d⟨U+200D⟩画\u200d'],
  ['what has no width is spelled out', 'a\u200bb\ufeffc', 'a⟨U+200B⟩b⟨U+FEFF⟩c'],
  ['control characters are spelled out', '\0\u0007\u001b[31m', '⟨U+0000⟩⟨U+0007⟩⟨U+001B⟩[31m'],
  ['line ends of any kind are spelled out', 'a\n\r\t\u0085', 'a⟨U+000A⟩⟨U+000D⟩⟨U+0009⟩⟨U+0085⟩'],
  ['separators of lines are spelled out', '\u2028\u2029', '⟨U+2028⟩⟨U+2029⟩'],
  ['tags are spelled out', '\u{e0041}\u{e007f}', '⟨U+E0041⟩⟨U+E007F⟩'],
  ['other scripts stand as they are', '映画 فيلم 🎬', '映画 فيلم 🎬'],
  ['an empty one is empty', '', ''],
])('%s', (_, name, shown) => {
  expect(render(name)).toBe(`<bdi>${shown}</bdi>`)
})

test('a long name may break where its words end, and only there', () => {
  expect(render('Some.Film_2020...mkv')).toBe('<bdi>Some.<wbr/>Film_<wbr/>2020...<wbr/>mkv</bdi>')
})

test('nothing of a very long name is cut off', () => {
  const name = 'x'.repeat(50_000)
  expect(render(name)).toBe(`<bdi>${name}</bdi>`)
  expect(elementsOf(render('a.'.repeat(5000)))).toHaveLength(5000)
})

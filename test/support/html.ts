const ends =
  /<\/(?:a|bdi|dt|dd|p|h\d|li|button|legend|label|code|strong|summary|div|ul|span|title|time)>/g
const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&amp;': '&',
}

/** What HTML reads like, on one line, with ordinary blanks. */
export const textOf = (html: string): string =>
  unescaped(html.replaceAll(ends, ' ').replaceAll(/<[^>]*>/g, ''))
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ (?=[.,;:)])/g, '')
    .trim()

const unescaped = (text: string): string =>
  text.replaceAll(/&(?:lt|gt|quot|amp);/g, (entity) => entities[entity] ?? entity)

/** An element as a parser sees it: its name and its attributes. */
export type HtmlElement = { tag: string; attributes: ReadonlyMap<string, string> }

/** Every element, in order, as a real parser sees them. */
export const elementsOf = (html: string): HtmlElement[] => {
  const found: HtmlElement[] = []
  new HTMLRewriter()
    .on('*', {
      element({ tagName, attributes }) {
        const pairs = [...attributes].map(([name, value = '']) => [name, unescaped(value)] as const)
        found.push({ tag: tagName, attributes: new Map(pairs) })
      },
    })
    .transform(html)
  return found
}

/** The values of an attribute, in order. */
export const valuesOf = (html: string, name: string): string[] =>
  elementsOf(html).flatMap(({ attributes }) => attributes.get(name) ?? [])

/** What a browser would send of a form that nobody has touched, without a button. */
export const fieldsOf = (html: string, action: string): URLSearchParams => {
  const form = html.split('<form').find((part) => part.includes(`action="${action}"`)) ?? ''
  const sent = new URLSearchParams()
  for (const { tag, attributes } of elementsOf(`<form${form.split('</form>')[0]}</form>`)) {
    const name = attributes.get('name')
    const isTicked = attributes.has('checked')
    const isLeftOut = /checkbox|radio/.test(attributes.get('type') ?? '') && !isTicked
    if (tag !== 'input' || name === undefined || isLeftOut) continue
    sent.append(name, attributes.get('value') ?? '')
  }
  return sent
}

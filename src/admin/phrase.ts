/** A point in time, in Unix milliseconds, and how it is said. */
export type TimeSaid = { at: number; said: string }

/** Text for people, in which points in time are known as such. */
export type Phrase = string | readonly (string | TimeSaid)[]

/** Puts a text together of texts and points in time: the tag of a template literal. */
export const phrase = (
  strings: TemplateStringsArray,
  ...values: readonly (Phrase | TimeSaid)[]
): Phrase => merged(strings.flatMap((text, index) => [text, ...partsOf(values[index] ?? '')]))

/** Texts behind one another; empty ones are none. */
export const joined = (phrases: readonly Phrase[], between = ' '): Phrase =>
  merged(
    phrases
      .filter((one) => one.length > 0)
      .flatMap((one, index) => (index === 0 ? partsOf(one) : [between, ...partsOf(one)]))
  )

/** The text alone. */
export const plainText = (text: Phrase): string =>
  partsOf(text)
    .map((part) => (typeof part === 'string' ? part : part.said))
    .join('')

/** Texts and points in time, in their order. */
export const partsOf = (text: Phrase | TimeSaid): readonly (string | TimeSaid)[] =>
  typeof text === 'string' || 'said' in text ? [text] : text

/** Texts beside each other are one; without a point in time it is text and nothing else. */
const merged = (parts: readonly (string | TimeSaid)[]): Phrase => {
  const result: (string | TimeSaid)[] = []
  for (const part of parts) {
    const last = result.at(-1)
    if (typeof part === 'string' && typeof last === 'string')
      result[result.length - 1] = last + part
    else if (part !== '') result.push(part)
  }
  const [first = ''] = result
  return result.length < 2 && typeof first === 'string' ? first : result
}

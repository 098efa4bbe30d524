/** Where a media server looks for a token, in its order. Names are in lower case. */
export type TokenRules = {
  /** Headers of the form `<scheme> Token="…"`: the first that is not empty counts. */
  authorizationHeaders: readonly string[]
  schemes: readonly string[]
  /** Headers that hold nothing but the token. */
  tokenHeaders: readonly string[]
  /** Query parameters, whose names match in any case. */
  parameters: readonly string[]
}

export type FoundToken = {
  token: string
  /** How it was sent: `authorization`, `x-emby-token`, `?apikey`. */
  by: string
}

/** Finds the token of a request; an empty one counts as none. */
export const findToken = (request: Request, rules: TokenRules): FoundToken | null => {
  const { headers, url } = request
  const params = new Map(
    [...new URL(url).searchParams].map(([name, value]) => [name.toLowerCase(), value])
  )
  const authorization = rules.authorizationHeaders.find((name) => headers.get(name))
  const candidates = [
    ...(authorization === undefined
      ? []
      : [
          { by: authorization, token: parseToken(headers.get(authorization) ?? '', rules.schemes) },
        ]),
    ...rules.tokenHeaders.map((name) => ({ by: name, token: headers.get(name) })),
    ...rules.parameters.map((name) => ({ by: `?${name}`, token: params.get(name) })),
  ]
  for (const { by, token } of candidates) if (token) return { by, token }
  return null
}

/** The parameter `Token` of a header such as `MediaBrowser Client="a", Token="b"`. */
const parseToken = (header: string, schemes: readonly string[]): string | null => {
  const [, scheme = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(header) ?? []
  if (!schemes.includes(scheme.toLowerCase())) return null
  const [, quoted, bare] = /(?:^|[\s,])Token=(?:"([^"]*)"|([^",\s]*))/i.exec(rest) ?? []
  return decode(quoted ?? bare ?? '')
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    // A stray percent sign stands for itself.
    return text
  }
}

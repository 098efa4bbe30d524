import { FORM_TYPE, readBodyText, unreadable } from '../lib/request-body.ts'
import { bodyFromForm } from '../settings/form.ts'

/**
 * Reads a request's settings document: JSON, or an urlencoded form whose fields are named by
 * their path. What it holds is not looked at.
 *
 * @returns `undefined` for an empty body.
 * @throws {BodyRefused} More than 64 KiB, or another type.
 * @throws {InvalidInput} What cannot be parsed.
 */
export const readBody = async (request: Request): Promise<unknown> => {
  const body = await readBodyText(request, ['application/json', FORM_TYPE])
  if (body === null) return undefined
  return body.type === FORM_TYPE
    ? bodyFromForm(new URLSearchParams(body.text))
    : parseJson(body.text)
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw unreadable('wanted is JSON')
  }
}

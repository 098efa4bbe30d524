import { isRecord } from '../../lib/record.ts'
import { FORM_TYPE, readBodyText } from '../../lib/request-body.ts'
import { bodyFromForm } from '../../settings/form.ts'
import type { SectionName } from '../../settings/schema.ts'
import type { FolderPair } from '../parts/folders.tsx'

/** What somebody sent with a form of the page. */
export type Submitted = {
  /** The button that was pressed. */
  act: string
  /** What the section looked like when its form was made; see `fingerprintOf`. */
  seen: string
  /** What is to become of the stored key. */
  key: string
  /** The section's fields, as a PATCH with JSON would have them. */
  fields: Record<string, unknown>
  /** The URL that a Test has proposed; empty for none. */
  address: string
  /** The folders that a Test has proposed. */
  proposed: FolderPair[]
}

/**
 * Reads a form of the page: fields named by their path, such as `jellyfin.url`, and beside them
 * what the form itself says.
 *
 * @throws {BodyRefused} More than 64 KiB, or another type than an urlencoded form.
 */
export const readSubmitted = async (request: Request, section: SectionName): Promise<Submitted> => {
  const form = new URLSearchParams((await readBodyText(request, [FORM_TYPE]))?.text)
  const own = new URLSearchParams([...form].filter(([name]) => name.startsWith(`${section}.`)))
  fillPairs(own, `${section}.pathMap`)
  const fields = bodyFromForm(own)[section]
  const proposal = form.get('fill')
  const address = form.get('use')
  const act =
    (proposal !== null && 'fill') ||
    (address !== null && 'use') ||
    (form.getAll('do').at(-1) ?? 'save')
  return {
    act,
    seen: form.get(act === 'save-mine' ? 'stored' : 'seen') ?? '',
    key: form.getAll('key').at(-1) ?? '',
    fields: isRecord(fields) ? fields : {},
    address: address ?? '',
    proposed: proposal === null ? [] : readProposal(proposal),
  }
}

/** A side of the folders that was not sent is an empty one: its row says then that it is missing. */
const fillPairs = (form: URLSearchParams, path: string): void => {
  const counts = sides.map((side) => form.getAll(`${path}.${side}`).length)
  const longest = Math.max(...counts)
  for (const [index, side] of sides.entries()) {
    for (let count = counts[index] ?? 0; count < longest; count += 1) {
      form.append(`${path}.${side}`, '')
    }
  }
}

const sides = ['from', 'to'] as const

const readProposal = (text: string): FolderPair[] => {
  try {
    return foldersOf(JSON.parse(text))
  } catch {
    return []
  }
}

/** A text field as it was typed. */
export const typedText = ({ fields }: Submitted, name: string): string => {
  const value = fields[name]
  return typeof value === 'string' ? value : ''
}

/** The folders as they were typed, checked by nobody yet. */
export const typedFolders = ({ fields }: Submitted): FolderPair[] => foldersOf(fields['pathMap'])

const foldersOf = (pairs: unknown): FolderPair[] =>
  (Array.isArray(pairs) ? pairs : []).flatMap((pair: unknown) => {
    if (!isRecord(pair)) return []
    const { from, to } = pair
    return typeof from === 'string' && typeof to === 'string' ? [{ from, to }] : []
  })

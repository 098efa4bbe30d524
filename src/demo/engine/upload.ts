import { posix } from 'node:path'
import { invalid, refusal } from './answers.ts'
import { DATA_DIR } from './metainfo.ts'

/** The longest file name that a file system takes. */
const LONGEST_NAME_BYTES = 255
/** What the engine puts into a stored file's name to make it unique. */
const SUFFIX = '-2202658188'

export type Upload = { bytes: Uint8Array; storedAs: string; name: string }

/**
 * Reads an upload: the file in field `torrent`, and perhaps a `name`.
 *
 * @returns The upload, or the answer that refuses it.
 */
export const readUpload = async (request: Request): Promise<Upload | Response> => {
  const form = await readForm(request)
  if (form === null) return invalid('invalid multipart form')
  const file = form.get('torrent')
  const name = form.get('name')
  if (!(file instanceof File)) return invalid('missing torrent file')
  const stored = storedName(file.name)
  if (Buffer.byteLength(stored) > LONGEST_NAME_BYTES) {
    return refusal(500, 'internal_error', 'failed to store torrent file')
  }
  return {
    bytes: new Uint8Array(await file.arrayBuffer()),
    storedAs: posix.join(DATA_DIR, '.torrents', stored),
    name: typeof name === 'string' ? name.trim() : '',
  }
}

const readForm = async (request: Request): Promise<FormData | null> => {
  try {
    // Bun marks this as old for large files; a .torrent file is small.
    return await request.formData()
  } catch {
    // No boundary, or no parts: the answer says so.
    return null
  }
}

/** The upload's own file name, with something before its ending that makes it unique. */
const storedName = (fileName: string): string => {
  const { name, ext } = posix.parse(posix.basename(fileName.trim()) || 'torrent')
  return `${name}${SUFFIX}${ext}`
}

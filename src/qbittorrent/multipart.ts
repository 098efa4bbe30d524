import { Readable } from 'node:stream'
import { Busboy } from '@fastify/busboy'
import { InvalidInput } from '../domain.ts'

/** A form of parts, in their order. */
export type MultipartForm = {
  fields: [name: string, value: string][]
  /** Each part that has a file name, whatever its field is called. */
  files: { name: string; bytes: Uint8Array }[]
}

/** How much a form may hold. */
export type FormLimits = {
  /** Parts, or pairs of a name and a value. */
  most: number
  /** Bytes of a value that is not a file. */
  longest: number
}

/**
 * How much the parser gets at once. It goes on to the end of what it has, making a stream of each
 * part, when there are too many already: in bytes.
 */
const CHUNK_BYTES = 64 * 1024

/**
 * Reads a body of the type `multipart/form-data`. The runtime's own `formData()` takes the file of
 * a .NET program for a text: it needs quotes around names (oven-sh/bun#11779).
 *
 * @param type The whole header, which names the boundary.
 * @throws {InvalidInput} A form that is broken, cut off, or over a limit.
 */
export const readMultipart = async ({
  type,
  body,
  limits,
}: {
  type: string
  body: Uint8Array
  limits: FormLimits
}): Promise<MultipartForm> => {
  try {
    return await parse({ type, body, limits })
  } catch (cause) {
    if (cause instanceof InvalidInput) throw cause
    throw broken('a multipart form that ends with its boundary')
  }
}

const parse = ({
  type,
  body,
  limits: { most, longest },
}: {
  type: string
  body: Uint8Array
  limits: FormLimits
}): Promise<MultipartForm> => {
  const form = new Busboy({
    headers: { 'content-type': type },
    preservePath: true,
    isPartAFile: (_field, _type, fileName) => fileName !== undefined,
    limits: { parts: most, fieldSize: longest },
  })
  const fields: MultipartForm['fields'] = []
  const files: { name: string; chunks: Uint8Array[] }[] = []
  const source = Readable.from(chunksOf(body))
  return new Promise((resolve, reject) => {
    const refuse = (error: unknown) => {
      source.destroy()
      reject(error)
    }
    form.on('field', (name: string | undefined, value, _isNameCut, isCut) => {
      if (name === undefined) refuse(broken('a name for each part'))
      else if (isCut) refuse(broken(`values of up to ${longest} bytes`))
      else fields.push([name, value])
    })
    form.on('file', (_field, stream, name) => {
      const chunks: Uint8Array[] = []
      files.push({ name, chunks })
      stream.on('data', (chunk: Uint8Array) => chunks.push(chunk))
      // The form says it as well, but an error of a stream that nobody hears ends the process.
      stream.on('error', refuse)
    })
    form.on('partsLimit', () => refuse(broken(`up to ${most} parts`)))
    form.on('error', refuse)
    form.on('finish', () => {
      const whole = files.map(({ name, chunks }) => ({ name, bytes: Buffer.concat(chunks) }))
      resolve({ fields, files: whole })
    })
    source.pipe(form)
  })
}

function* chunksOf(body: Uint8Array) {
  for (let at = 0; at < body.byteLength; at += CHUNK_BYTES) {
    yield body.subarray(at, at + CHUNK_BYTES)
  }
}

const broken = (wanted: string) =>
  new InvalidInput([{ field: 'body', message: `wanted is ${wanted}` }])

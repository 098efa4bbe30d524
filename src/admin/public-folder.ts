import { join } from 'node:path'

/** Where the files of a compiled binary stand. Seen with Bun 1.4.5. */
const EMBEDDED_ROOT = '/$bunfs/root'

/** The folder of the page's files: inside the binary, or the project's own when run from source. */
export const publicFolder = (): string =>
  import.meta.dir.startsWith(EMBEDDED_ROOT)
    ? join(EMBEDDED_ROOT, 'public')
    : join(import.meta.dir, '..', '..', 'public')

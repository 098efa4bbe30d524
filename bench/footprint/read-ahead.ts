import { readFile, stat } from 'node:fs/promises'

/**
 * How much the kernel reads around a page of this file that is not in memory, in kilobytes; 128
 * unless somebody set it. Below a limit of memory much of it drives out what is needed next.
 *
 * @returns `null` where the file's disk does not tell.
 */
export const readAheadOf = async (path: string): Promise<number | null> => {
  const { dev } = await stat(path)
  // makedev(3), as glibc has it.
  const major = (dev >> 8) & 0xfff
  const minor = (dev & 0xff) | ((dev >> 12) & 0xfff00)
  const text = await readFile(`/sys/class/bdi/${major}:${minor}/read_ahead_kb`, 'utf8').catch(
    () => null
  )
  return text === null ? null : Number(text)
}

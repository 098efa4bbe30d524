import { writeFile } from 'node:fs/promises'

/** Megabytes that a process has resident: all of them, those of its own, and the most so far. */
export type Memory = { rss: number; own: number; peak: number }

export const memoryOf = async (pid: number): Promise<Memory> => {
  const status = await Bun.file(`/proc/${pid}/status`).text()
  const megabytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? Number.NaN) / 1024
  return { rss: megabytes('VmRSS'), own: megabytes('RssAnon'), peak: megabytes('VmHWM') }
}

/** Counts the most from now on. */
export const forgetPeak = (pid: number): Promise<void> =>
  // proc_pid_clear_refs(5): 5 resets the peak to what is resident now.
  writeFile(`/proc/${pid}/clear_refs`, '5')

/** User and system time so far, in seconds; the kernel counts in hundredths. */
export const cpuOf = async (pid: number): Promise<number> => {
  const fields = (await Bun.file(`/proc/${pid}/stat`).text()).split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** What the process was started with and has started itself over with. */
export const environmentOf = async (pid: number): Promise<Record<string, string>> => {
  const entries = (await Bun.file(`/proc/${pid}/environ`).text()).split('\0')
  return Object.fromEntries(entries.filter(Boolean).map((entry) => splitAt(entry, '=')))
}

const splitAt = (text: string, mark: string): [string, string] => {
  const at = text.indexOf(mark)
  return [text.slice(0, at), text.slice(at + 1)]
}

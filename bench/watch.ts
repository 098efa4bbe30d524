import { median } from './median.ts'
import { cpuOf, forgetPeak, memoryOf } from './process-figures.ts'

const EVERY_MS = 200

/** What a process took meanwhile. */
export type Watched = {
  /** Megabytes that were resident: the median, the most, and the median of those of its own. */
  rss: number
  peak: number
  own: number
  /** Percent of a core. */
  cpu: number
}

/** Watches a process for as long as the work lasts. Returns what came of the work, too. */
export const watch = async <Result>(
  pid: number,
  work: () => Promise<Result>
): Promise<Watched & { result: Result }> => {
  await forgetPeak(pid)
  const cpuBefore = await cpuOf(pid)
  const startedAt = performance.now()
  let isOver = false
  const working = work().finally(() => {
    isOver = true
  })
  const samples: { rss: number; own: number }[] = []
  while (!isOver) {
    samples.push(await memoryOf(pid))
    await Bun.sleep(EVERY_MS)
  }
  const result = await working
  const seconds = (performance.now() - startedAt) / 1000
  return {
    rss: median(samples.map(({ rss }) => rss)),
    peak: (await memoryOf(pid)).peak,
    own: median(samples.map(({ own }) => own)),
    cpu: (((await cpuOf(pid)) - cpuBefore) / seconds) * 100,
    result,
  }
}

import { type Clock, systemClock } from '../lib/clock.ts'
import type { Engine } from './engine/start.ts'

/** Free films under the names that torrents of them might have. Sizes in bytes. */
const films = [
  { name: 'Big.Buck.Bunny.2008.1080p.mkv', totalBytes: 725_106_140 },
  { name: 'Sintel.2010.2160p.mkv', totalBytes: 1_180_090_590 },
  { name: 'Tears.of.Steel.2012.1080p.mkv', totalBytes: 583_417_002 },
  { name: 'Elephants.Dream.2006.1080p.mkv', totalBytes: 434_839_491 },
  { name: 'Cosmos.Laundromat.2015.2048p.mkv', totalBytes: 220_087_570 },
  { name: 'Spring.2019.1080p.mkv', totalBytes: 389_422_905 },
  { name: 'Agent.327.Operation.Barbershop.2017.1080p.mkv', totalBytes: 177_405_366 },
  { name: 'Caminandes.Llamigos.2016.1080p.mkv', totalBytes: 98_120_447 },
] as const

/** How long one film takes to download, in milliseconds. */
const DOWNLOAD_MS = 4000
/** From the end of one film to the beginning of the next, in milliseconds. */
const PAUSE_MS = 16_000
/** How often a download is looked at, in milliseconds. */
const LOOK_MS = 100
/** Every how many percent a line is printed. */
const STEP_PERCENT = 20

/**
 * Tells the story that the demo shows: a film is added, downloads and finishes, and a while later
 * the next one, until the signal aborts.
 *
 * @param print Gets lines for people.
 * @param once Ends the story after one film, when `scansFinished` resolves.
 * @param scansFinished Resolves when both media servers have finished a scan.
 */
export const runScenario = async ({
  engine,
  print,
  onFile = () => {},
  signal,
  once = false,
  scansFinished = async () => {},
  downloadMs = DOWNLOAD_MS,
  pauseMs = PAUSE_MS,
  clock = systemClock,
}: {
  engine: Pick<Engine, 'control'>
  print: (line: string) => void
  /** Told of the file of each film that is whole. */
  onFile?: (name: string) => void
  signal: AbortSignal
  once?: boolean
  scansFinished?: () => Promise<void>
  downloadMs?: number
  pauseMs?: number
  clock?: Clock
}): Promise<void> => {
  const { control } = engine
  const added: string[] = []

  const download = async ({ name, totalBytes }: (typeof films)[number]) => {
    const bytesPerSecond = Math.ceil((totalBytes * 1000) / downloadMs)
    const { id } = await control.add({ name, totalBytes, bytesPerSecond })
    added.push(id)
    print(`${name} was added to the engine (${Math.round(totalBytes / 1_000_000)} MB)`)
    let said = 0
    while (said < 100 && !signal.aborted) {
      await clock.sleep(LOOK_MS, signal)
      const percent = (control.doneBytes(id) * 100) / totalBytes
      const step = Math.floor(percent / STEP_PERCENT) * STEP_PERCENT
      if (step > said) print(`${name} downloads: ${step} %`)
      said = Math.max(said, step)
    }
    if (signal.aborted) return
    onFile(name)
    print(`${name} has its last byte; the engine records it at its next sync`)
  }

  for (let number = 0; !signal.aborted; number += 1) {
    const film = films[number % films.length] ?? films[0]
    await download(film)
    if (signal.aborted) return
    if (once) return scansFinished()
    await clock.sleep(pauseMs, signal)
    const oldest = added[number + 1 - films.length]
    // The next film was here before: only when it is gone can it be added anew.
    if (oldest !== undefined) await control.remove(oldest, { deleteFiles: true })
  }
}

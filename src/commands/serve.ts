import { type Config, loadConfig } from '../config.ts'
import type { Problem } from '../domain.ts'
import { systemClock } from '../lib/clock.ts'
import { createLog, type Log } from '../lib/log.ts'
import { type RunningService, startService } from '../service.ts'
import { StoreTooNew } from '../store/store-too-new.ts'
import { isLostWithContainer } from '../store/volume.ts'
import { version } from '../version.ts'
import { beginLifetime } from './lifetime.ts'

/** `EX_CONFIG` of sysexits.h: what the owner has set up cannot work. */
const EXIT_CONFIG = 78
const EXIT_FAILURE = 1
/** Whatever has not ended by then is left behind: a container has 10 s, and we promise 5. */
const STOP_DEADLINE_MS = 4500

/**
 * Runs the service until a signal ends it.
 *
 * @returns The exit code: 0 after SIGTERM or SIGINT, 78 for what its owner has to change, 1 for
 *   an address in use or a fault.
 */
export const serve = async (): Promise<number> => {
  const { config, problems } = loadConfig(process.env)
  if (config === null) return refuse(problems)
  const log = createLog(config.log)
  const lifetime = beginLifetime(log)
  try {
    introduce(config, log)
    const onFatal = (error: Error) => lifetime.end(explain(error, log))
    const service = await startService({ config, log, onFatal })
    log.info('listening', { url: service.url.href })
    const exitCode = await lifetime.ended
    await stopInTime(service, log)
    return exitCode
  } catch (error) {
    return explain(error, log)
  }
}

const refuse = (problems: readonly Problem[]): number => {
  process.stderr.write('torrent-notifier cannot start; these variables need another value:\n')
  for (const { field, message } of problems) process.stderr.write(`  ${field} ${message}\n`)
  return EXIT_CONFIG
}

const introduce = (config: Config, log: Log) => {
  log.info('starting', { version, store: config.mongo ? 'mongo' : 'sqlite' })
  if (config.mongo === null && isLostWithContainer(config.dataDir)) {
    log.warn('the data folder is no volume: every new container will be a first start', {
      folder: config.dataDir,
    })
  }
}

/** Says what stands in the way of the service, and which exit code that is. */
const explain = (error: unknown, log: Log): number => {
  const reason = error instanceof Error ? error.message : String(error)
  log.error('cannot go on', { reason })
  return error instanceof StoreTooNew ? EXIT_CONFIG : EXIT_FAILURE
}

const stopInTime = async (service: RunningService, log: Log) => {
  const startedAt = systemClock.monotonic()
  const isDone = await Promise.race([
    service.stop().then(() => true),
    systemClock.sleep(STOP_DEADLINE_MS).then(() => false),
  ])
  const ms = Math.round(systemClock.monotonic() - startedAt)
  if (isDone) log.info('stopped', { ms })
  else log.warn('stopped before everything had ended', { ms })
}

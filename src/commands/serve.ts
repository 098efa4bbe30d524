import { type Config, loadConfig } from '../config.ts'
import { createLog, type Log } from '../lib/log.ts'
import { isMongoUri } from '../lib/mongo.ts'
import { startService } from '../service.ts'
import { isLostWithContainer } from '../store/volume.ts'
import { openTracing } from '../tracing/open.ts'
import { version } from '../version.ts'
import { explain, refuse } from './exit.ts'
import { beginLifetime } from './lifetime.ts'
import { stopInTime } from './stop.ts'

/**
 * Runs the service until a signal ends it.
 *
 * @returns The exit code: 0 after SIGTERM or SIGINT, 78 for what its owner has to change, 1 for
 *   an address in use or a fault.
 */
export const serve = async (): Promise<number> => {
  const loaded = loadConfig(process.env, { isMongoUri })
  if (loaded.config === null) return refuse(loaded)
  const { config } = loaded
  const tracing = await openTracing({
    telemetry: config.telemetry,
    log: createLog(config.log).child('traces'),
  })
  const log = createLog({ ...config.log, ...(tracing.isOn ? { span: tracing.current } : {}) })
  const lifetime = beginLifetime(log)
  try {
    introduce(config, log)
    const onFatal = (error: Error) => lifetime.end(explain(error, log))
    const service = await startService({ config, log, tracer: tracing, onFatal })
    log.info('listening', { url: service.url.href })
    const exitCode = await lifetime.ended
    const stop = async () => {
      await service.stop()
      await tracing.close()
    }
    await stopInTime({ stop }, log)
    return exitCode
  } catch (error) {
    return explain(error, log)
  }
}

const introduce = (config: Config, log: Log) => {
  log.info('starting', { version, store: config.mongo ? 'mongo' : 'sqlite' })
  if (config.mongo === null && isLostWithContainer(config.dataDir)) {
    log.warn('the data folder is no volume: every new container will be a first start', {
      folder: config.dataDir,
    })
  }
  const otherProtocol = config.telemetry?.otherProtocol ?? null
  if (otherProtocol !== null) {
    log.warn('traces are sent as http/json, whatever else is set', { protocol: otherProtocol })
  }
}

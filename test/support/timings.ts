import { loadConfig, type Timings } from '../../src/config.ts'

const { config } = loadConfig({ MONGO_URI: 'mongodb://unused' })
if (config === null) throw new Error('the defaults of the configuration do not load')

/** The waits that hold where no variable is set. */
export const timings: Timings = config.timings

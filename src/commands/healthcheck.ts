import { loadAddress } from '../config.ts'
import { hostPort } from '../lib/host-port.ts'

/** Shorter than the 5 s that a container gives its check, in milliseconds. */
const TIMEOUT_MS = 4000

/** Addresses that mean "every interface": the check goes to loopback. */
const loopback: Readonly<Record<string, string>> = {
  '': '127.0.0.1',
  '0.0.0.0': '127.0.0.1',
  '::': '::1',
}

/**
 * Asks the service on the configured address for `/health`. Loads no server code.
 *
 * @returns 0 when it answers 200, else 1 with the reason on standard error.
 */
export const healthcheck = async (): Promise<number> => {
  const { address, problems } = loadAddress(process.env)
  const [problem] = problems
  if (problem !== undefined) return fail(`${problem.field} ${problem.message}`)
  const host = loopback[address.hostname] ?? address.hostname
  const url = `http://${hostPort(host, address.port)}/health`
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    // A proxy of the environment knows nothing of this container's own loopback.
    const { status } = await fetch(url, { signal, redirect: 'manual', proxy: false })
    return status === 200 ? 0 : fail(`${url} answered ${status}`)
  } catch (error) {
    return fail(`${url} does not answer: ${error instanceof Error ? error.message : String(error)}`)
  }
}

const fail = (reason: string) => {
  process.stderr.write(`torrent-notifier: ${reason}\n`)
  return 1
}

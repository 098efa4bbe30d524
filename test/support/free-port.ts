/**
 * Below the ports that the system itself hands out: a program that is given any port must not get
 * this one before it is listened on.
 */
const FIRST = 10_240
const LAST = 25_000

/** A port of the loopback interface that nobody listened on a moment ago. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST))
    try {
      Bun.listen({ hostname: '127.0.0.1', port, socket: { data() {} } }).stop(true)
      return port
    } catch {
      // Somebody has it.
    }
  }
}

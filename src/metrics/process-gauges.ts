import { Counter, Gauge } from 'prom-client'
import type { MetricsRegistry } from './registry.ts'

/**
 * What monitors know a process by. The library's own set reads what Node measures and Bun does not.
 */
export const createProcessGauges = (registry: MetricsRegistry): void => {
  const registers = [registry]
  const startedAt = Date.now() / 1000 - process.uptime()
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Memory of the process, file pages of the binary among it.',
    registers,
    collect() {
      this.set(process.memoryUsage.rss())
    },
  })
  new Gauge({
    name: 'process_heap_bytes',
    help: 'Memory that the heap of scripts holds.',
    registers,
    collect() {
      this.set(process.memoryUsage().heapUsed)
    },
  })
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'CPU time of the process, user and system.',
    registers,
    collect() {
      const { user, system } = process.cpuUsage()
      this.reset()
      this.inc((user + system) / 1_000_000)
    },
  })
  new Gauge({
    name: 'process_start_time_seconds',
    help: 'When the process started, in Unix seconds.',
    registers,
    collect() {
      this.set(startedAt)
    },
  })
}

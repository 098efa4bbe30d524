import { describe, expect, test } from 'bun:test'
import { listen } from '../../../src/listen.ts'
import { buildApp } from '../../support/app.ts'
import { parseYaml, textOf } from './files.ts'

const { at } = parseYaml(await textOf('deploy', 'compose.torrx.yml'))
const [kind, line] = [at('services', 'torrent-notifier', 'healthcheck', 'test')].flat()

/** Runs the line of the compose file in a shell, as Docker does, for another port. */
const check = async (port: string) => {
  const command = String(line).replace(':8070/', `:${port}/`)
  return Bun.spawn(['sh', '-c', command], { stdout: 'ignore', stderr: 'ignore' }).exited
}

describe.skipIf(Bun.which('wget') === null)("T◎RRX's health check", () => {
  test('is content with a service that listens, and with nothing else', async () => {
    expect(kind).toBe('CMD-SHELL')
    const { handle } = await buildApp()
    // `localhost` can be ::1 as well as 127.0.0.1: it listens as the compose file says, on all.
    const listener = listen({ hostname: '', port: 0 }, handle)
    const { port } = listener.url
    expect(await check(port)).toBe(0)
    await listener.stop()
    expect(await check(port)).toBe(1)
  })
})

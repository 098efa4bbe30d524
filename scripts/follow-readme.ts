import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { $ } from 'bun'
import { startEngine } from '../src/demo/engine/start.ts'
import { startJellyfin } from '../src/demo/media-server/jellyfin.ts'
import { eventually } from '../test/support/eventually.ts'
import { createPlayer } from '../test/support/replay.ts'

/**
 * Does what the README says, word for word, in an empty folder with an empty home: the commands of
 * "Without a container", then what its three parts "Connect …" have one see. The neighbours are
 * simulated, at the addresses that the README names, which must be free: 8070, 8080 and 8096.
 */

const PAGE = 'http://localhost:8070'
const KEY = 'a-key-made-in-the-dashboard'
const FILM = 'A.Film.2024.1080p.mkv'

process.chdir(join(import.meta.dir, '..'))
const say = (line: string) => process.stdout.write(`${line}\n`)

/** The commands of the README's last block before the heading. */
const commandsBefore = (readme: string, heading: string): string[] => {
  const blocks = readme.slice(0, readme.indexOf(heading)).split('```sh\n')
  const lines = blocks.at(-1)?.split('```')[0]?.trim().split('\n') ?? []
  return lines.map((line) => line.replace(/\s+#.*$/, ''))
}

const readme = await Bun.file('README.md').text()
const [install, build, start] = commandsBefore(readme, '## Connect Jellyfin or Emby')
if (!install || !build || !start) throw new Error('the README has lost its commands')

await using cleanUp = new AsyncDisposableStack()
const folder = await mkdtemp(join(tmpdir(), 'follow-readme-'))
cleanUp.defer(() => rm(folder, { recursive: true, force: true }))
await $`git archive HEAD | tar -x -C ${folder}`.quiet()
const env = { PATH: process.env['PATH'] ?? '', HOME: await mkdtemp(join(folder, 'home-')) }
const run = async (command: string) => {
  say(`$ ${command}`)
  await $`sh -c ${command}`.cwd(folder).env(env).quiet()
}

const files: string[] = []
const engine = await startEngine({ port: 8080 })
cleanUp.defer(() => engine.stop())
const library = { name: 'Films', locations: ['/data'] }
const jellyfin = startJellyfin({
  port: 8096,
  apiKey: KEY,
  scanMs: 500,
  libraries: [library],
  disk: () => files,
})
cleanUp.defer(() => jellyfin.stop())

await run(install)
await run(build)
say(`$ ${start}`)
const service = Bun.spawn(['sh', '-c', `exec env ${start}`], { cwd: folder, env })
cleanUp.defer(async () => {
  service.kill('SIGTERM')
  await service.exited
})
await eventually(async () => (await fetch(`${PAGE}/health/ready`)).ok, { timeoutMs: 30_000 })

const CARD = `${PAGE}/settings/integrations/servers/jellyfin`
const press = async (button: string): Promise<string> => {
  const form = await (await fetch(CARD)).text()
  const body = new URLSearchParams({
    do: button,
    seen: /name="seen" value="([\w-]+)"/.exec(form)?.[1] ?? '',
    'jellyfin.enabled': 'true',
    'jellyfin.url': 'http://localhost:8096',
    'jellyfin.apiKey': KEY,
    key: 'none',
  })
  const headers = { origin: PAGE, accept: 'text/html' }
  return await (await fetch(CARD, { method: 'POST', body, headers })).text()
}
const expectWords = (page: string, words: string) => {
  if (!page.includes(words)) throw new Error(`the page does not say “${words}”`)
  say(`the page says “${words}”`)
}
expectWords(await press('test'), 'It works.')
expectWords(await press('save'), 'Saved.')
const { id } = await engine.control.add({ name: FILM, totalBytes: 1_000_000 })
engine.control.finish(id)
files.push(`/data/${FILM}`)
await engine.control.syncNow()
const activity = async () => (await fetch(`${PAGE}/settings/integrations/activity`)).text()
await eventually(async () => (await activity()).includes('<strong>found</strong>'), {
  timeoutMs: 60_000,
})
say(`${FILM} was found in Jellyfin`)

const sonarr = createPlayer({ recording: 'sonarr', stage: { port: 8070, credentials: null } })
const replayed = await sonarr.play('Test of an open server, no credentials')
const refused = replayed.filter(({ answer }) => answer.status !== 200)
if (refused.length > 0) throw new Error(`Sonarr's Test is red: ${JSON.stringify(refused)}`)
say(`Sonarr's Test is green: ${replayed.map(({ call }) => call).join(', ')}`)
expectWords(await (await fetch(`${PAGE}/`)).text(), '<strong>Sonarr</strong>')

const widget = await (await fetch(`${PAGE}/widget`)).json()
say(`a dashboard shows ${widget.total} torrent, ${widget.completed} complete`)
if (widget.total < 1) throw new Error('the widget shows no torrent')

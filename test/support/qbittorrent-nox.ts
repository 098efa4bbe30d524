import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from './eventually.ts'
import { freePort } from './free-port.ts'

/** The program, or why there is none to compare with. */
export type FoundQbittorrent = { path: string } | { path: null; reason: string }

/** A real qBittorrent on 127.0.0.1 that talks to nobody but its Web API's callers. */
export type RunningQbittorrent = {
  readonly url: string
  /** The folder that it looks for data in, and downloads to. */
  readonly downloadDir: string
  stop(): Promise<void>
}

/** Who logs in where a login is needed: qBittorrent 4.5's own default. */
export const qbittorrentLogin = { username: 'admin', password: 'adminadmin' }

/** What the list of meant differences was made from; each later version has further ones. */
const WANTED_VERSION = '4.5.'

/** Looks for a `qbittorrent-nox` on PATH, of the version that is compared with. */
export const findQbittorrentNox = async (): Promise<FoundQbittorrent> => {
  const path = Bun.which('qbittorrent-nox')
  if (path === null) return { path, reason: 'no qbittorrent-nox on PATH' }
  const child = Bun.spawn([path, '--version'], { stdout: 'pipe', stderr: 'ignore' })
  const said = (await new Response(child.stdout).text()).trim()
  return said.includes(`v${WANTED_VERSION}`)
    ? { path }
    : { path: null, reason: `wanted is qbittorrent-nox ${WANTED_VERSION}x; ${path} is ${said}` }
}

/**
 * Starts one with an empty profile of its own, and waits until it answers.
 *
 * @param needsLogin Whether callers on this machine have to log in.
 */
export const startQbittorrentNox = async ({
  path,
  needsLogin,
}: {
  path: string
  needsLogin: boolean
}): Promise<RunningQbittorrent> => {
  const profile = await mkdtemp(join(tmpdir(), 'torrent-notifier-nox-'))
  const downloadDir = join(profile, 'downloads')
  await mkdir(downloadDir)
  const config = join(profile, 'qBittorrent', 'config', 'qBittorrent.conf')
  await Bun.write(config, configuration({ downloadDir, needsLogin }))
  const [port, torrentingPort] = [await freePort(), await freePort()]
  const child = Bun.spawn(
    [path, `--profile=${profile}`, `--webui-port=${port}`, `--torrenting-port=${torrentingPort}`],
    // It keeps files in the home folder too, where it finds one.
    { env: { HOME: profile, LANG: 'C' }, stdin: 'ignore', stdout: 'ignore', stderr: 'ignore' }
  )
  const url = `http://127.0.0.1:${port}`
  const stop = async () => {
    child.kill('SIGKILL')
    await child.exited
    await rm(profile, { recursive: true, force: true })
  }
  try {
    await eventually(async () => (await fetch(`${url}/api/v2/app/version`)).status > 0)
  } catch (error) {
    await stop()
    throw error
  }
  return { url, downloadDir, stop }
}

/** Everything that would reach out of this machine is off. */
const configuration = ({
  downloadDir,
  needsLogin,
}: {
  downloadDir: string
  needsLogin: boolean
}) => `[LegalNotice]
Accepted=true

[BitTorrent]
Session\\DHTEnabled=false
Session\\LSDEnabled=false
Session\\PeXEnabled=false
Session\\DefaultSavePath=${downloadDir}
Session\\Interface=lo
Session\\InterfaceName=lo
Session\\InterfaceAddress=127.0.0.1
Session\\QueueingSystemEnabled=true

[Network]
PortForwardingEnabled=false

[Preferences]
Connection\\ResolvePeerCountries=false
General\\Locale=en
WebUI\\Address=127.0.0.1
WebUI\\LocalHostAuth=${needsLogin}
WebUI\\UseUPnP=false
`

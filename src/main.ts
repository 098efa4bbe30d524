import { runLean } from './commands/lean.ts'
import { version } from './version.ts'

/**
 * The subcommands. Each is loaded only when it is asked for: the health check runs every ten
 * seconds in a quarter of a core, and the server's code alone costs six times as much as its work.
 * A command resolves to the exit code of the process.
 */
const commands: Record<string, () => Promise<(args: readonly string[]) => Promise<number>>> = {
  serve: async () => {
    runLean()
    return (await import('./commands/serve.ts')).serve
  },
  healthcheck: async () => (await import('./commands/healthcheck.ts')).healthcheck,
  demo: async () => (await import('./commands/demo.ts')).demo,
  version: async () => async () => say(`torrent-notifier ${version}`),
  help: async () => async () => say(help),
}

const help = `torrent-notifier ${version}

Usage: torrent-notifier [command]

  serve           watch for finished torrents and serve the page and the APIs (the default)
  healthcheck     ask a running service how it is; exits 0 or 1
  demo [--once]   show the service at work beside a simulated T◎RRX, Jellyfin and Emby
  version         print the version
  help            print this

Everything is set by environment variables; the README lists them.
`

/** `EX_USAGE` of sysexits.h: the command was used incorrectly. */
const EXIT_USAGE = 64

const aliases: Record<string, string> = {
  '--help': 'help',
  '-h': 'help',
  '--version': 'version',
  '-v': 'version',
}

const say = (text: string) => {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
  return 0
}

const main = async ([word = 'serve', ...args]: readonly string[]) => {
  const name = aliases[word] ?? word
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (load !== undefined) return (await load())(args)
  process.stderr.write(`torrent-notifier: there is no command ${JSON.stringify(word)}\n\n${help}`)
  return EXIT_USAGE
}

process.exit(await main(process.argv.slice(2)))

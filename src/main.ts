import { runLean } from './commands/lean.ts'
import { version } from './version.ts'

type Command = {
  /** The one word that it takes. */
  option?: string
  /** Resolves to the exit code of the process. */
  load(): Promise<(args: readonly string[]) => Promise<number>>
}

/**
 * The subcommands. Each is loaded only when it is asked for: the health check runs every ten
 * seconds in a quarter of a core, and the server's code alone costs six times as much as its work.
 */
const commands: Record<string, Command> = {
  serve: {
    async load() {
      runLean()
      return (await import('./commands/serve.ts')).serve
    },
  },
  healthcheck: { load: async () => (await import('./commands/healthcheck.ts')).healthcheck },
  demo: { option: '--once', load: async () => (await import('./commands/demo.ts')).demo },
  version: { load: async () => async () => say(`torrent-notifier ${version}`) },
  help: { load: async () => async () => say(help) },
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

const misused = (reason: string, usage: string) => {
  process.stderr.write(`torrent-notifier: ${reason}\n${usage}`)
  return EXIT_USAGE
}

const main = async ([word = 'serve', ...args]: readonly string[]) => {
  const name = aliases[word] ?? word
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) {
    return misused(`there is no command ${JSON.stringify(word)}`, `\n${help}`)
  }
  if (args.some((arg) => arg === '--help' || arg === '-h')) return say(help)
  const { option, load } = command
  const surplus = args.find((arg) => arg !== option)
  if (surplus !== undefined) {
    const usage = `Usage: torrent-notifier ${name}${option ? ` [${option}]` : ''}\n`
    return misused(`${name} does not take ${JSON.stringify(surplus)}`, usage)
  }
  return (await load())(args)
}

process.exit(await main(process.argv.slice(2)))

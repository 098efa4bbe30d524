import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { $ } from 'bun'

/**
 * Makes the one executable, `dist/torrent-notifier`.
 *
 * Why these flags: `--minify` would rename identifiers, and Elysia 1.4 reads its handlers' source;
 * bytecode halves the start; with `--splitting` what is imported when it is wanted (a command,
 * OpenTelemetry) costs nothing while it is not; without the two `--no-compile-autoload` a `.env` or
 * `bunfig.toml` in the working directory would run code inside the binary. The longest header is
 * one of programs that name thousands of torrents in an address; qBittorrent takes it.
 */
const optionOf = (name: string) =>
  process.argv.find((argument) => argument.startsWith(`${name}=`))?.slice(name.length + 1)
const target = optionOf('--target')

process.chdir(`${import.meta.dir}/..`)
const outfile = optionOf('--outfile') ?? 'dist/torrent-notifier'
await mkdir(dirname(outfile), { recursive: true })
// The map of each part is written beside the executable, which has its own copy.
const folder = await mkdtemp(join(dirname(outfile), '.build-'))
try {
  const built = join(folder, basename(outfile))
  await $`bun build --compile \
    --minify-whitespace --minify-syntax \
    --splitting --bytecode --format=esm \
    --sourcemap \
    --asset public \
    --no-compile-autoload-dotenv --no-compile-autoload-bunfig \
    --compile-exec-argv=--max-http-header-size=262144 \
    ${target === undefined ? [] : `--target=${target}`} \
    src/main.ts --outfile=${built}`.env({ ...process.env, NODE_ENV: 'production' })
  await rename(built, outfile)
} finally {
  await rm(folder, { recursive: true, force: true })
}

import { $ } from 'bun'

/**
 * Makes the one executable, `dist/torrent-notifier`.
 *
 * Why these flags: `--minify` would rename identifiers, and Elysia 1.4 reads its handlers' source;
 * bytecode halves the start; without the two `--no-compile-autoload` a `.env` or `bunfig.toml` in
 * the working directory would run code inside the binary. The longest header is one of programs
 * that name thousands of torrents in an address; qBittorrent takes it.
 */
const target = process.argv.find((argument) => argument.startsWith('--target='))
const outfile = process.argv.find((argument) => argument.startsWith('--outfile='))

process.chdir(`${import.meta.dir}/..`)
await $`bun build --compile \
  --minify-whitespace --minify-syntax \
  --bytecode --format=esm \
  --sourcemap \
  --asset public \
  --no-compile-autoload-dotenv --no-compile-autoload-bunfig \
  --compile-exec-argv=--max-http-header-size=262144 \
  ${target ?? []} \
  src/main.ts ${outfile ?? '--outfile=dist/torrent-notifier'}`.env({
  ...process.env,
  NODE_ENV: 'production',
})

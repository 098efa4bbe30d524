/** A variable of the environment that the service reads. */
export type Variable = Readonly<{
  /** What holds while it is not set, written as its value would be; `null` where no value does. */
  initial: string | null
  /** What it sets, in Markdown. */
  about: string
  /** In Markdown, what holds while it is not set, where that differs from machine to machine. */
  unset?: string
  /** A file can hold it: the one that the variable with `_FILE` behind its name names. */
  hasFile?: true
}>

/** Every variable, in the order of the README, whose table is made of this by `bun run readme`. */
export const variables = {
  HTTP_ADDR: { initial: ':8070', about: 'the address to listen on: `:8070`, `127.0.0.1:8070`' },
  LOG_LEVEL: { initial: 'info', about: '`debug`, `info`, `warn`, `error`' },
  LOG_FORMAT: { initial: 'text', about: '`text` or `json`' },
  MONGO_URI: {
    initial: null,
    hasFile: true,
    about: "`mongodb://mongo:27017` in T◎RRX's network; without it: SQLite",
  },
  MONGO_DB: { initial: 'torrentstream', about: "T◎RRX's database" },
  TORRENT_ENGINE_URL: { initial: 'http://torrentstream:8080', about: "T◎RRX's engine" },
  DATA_DIR: {
    initial: null,
    unset:
      '`$XDG_DATA_HOME/torrent-notifier`, else `~/.local/share/torrent-notifier`; in the image `/var/lib/torrent-notifier`',
    about: "SQLite's folder",
  },
  ALLOWED_HOSTS: {
    initial: null,
    about: 'further names that the service may be called by: `nas.example.org,*.home.example.org`',
  },
  ALLOWED_ORIGINS: {
    initial: null,
    about: 'origins whose pages may call it: `https://nas.example.org`',
  },
  AUTH_USERNAME: {
    initial: 'admin',
    hasFile: true,
    about: 'the name for the login and for Basic authentication, without a colon',
  },
  AUTH_PASSWORD: {
    initial: null,
    hasFile: true,
    about:
      'with it, or with `API_KEY`, every route but `/health`, `/health/ready` and `/widget` wants it; after 10 wrong ones in a minute each further one is answered a second later',
  },
  API_KEY: {
    initial: null,
    hasFile: true,
    about: 'a key for `Authorization: Bearer`: ASCII, without blanks',
  },
  WIDGET_PUBLIC: {
    initial: 'true',
    about: 'whether `/widget` stays open when a password or key is set; `false` wants one of them',
  },
  TEST_RATE: { initial: '30', about: 'Tests of one media server in a minute' },
  REFRESH_QUIET: { initial: '5s', about: 'the wait for quiet after a completion' },
  REFRESH_QUIET_MAX: { initial: '60s', about: 'and at most so long after the first' },
  REFRESH_MIN_INTERVAL: { initial: '120s', about: 'between two refreshes that one server took' },
  REFRESH_NOT_FOUND_GRACE: {
    initial: '10m',
    about: 'how long a 404 counts as "away" before it counts as a wrong address',
  },
  REFRESH_TIMEOUT: { initial: '5s', about: 'one call of a media server' },
  REFRESH_RETRY_MIN: {
    initial: '2s',
    about:
      'the first pause after a failure; each is drawn at random below its limit, which doubles',
  },
  REFRESH_RETRY_MAX: { initial: '60s', about: 'the longest such pause' },
  REFRESH_PAUSED_RETRY: {
    initial: '15m',
    about: 'between two tries of a server whose key or address is wrong',
  },
  SCAN_POLL_INTERVAL: { initial: '5s', about: 'between two looks at a scan that runs' },
  SCAN_STALL_LIMIT: {
    initial: '60m',
    about: 'a scan without progress for so long is stuck, and not waited for',
  },
  POLL_INTERVAL: {
    initial: '3s',
    about:
      'between two looks at MongoDB or the engine, where they are polled; at most `RECONCILE_INTERVAL`',
  },
  RECONCILE_INTERVAL: { initial: '60s', about: 'between two comparisons of all torrents' },
  STREAM_PROBE_INTERVAL: {
    initial: '5m',
    about: 'between two tries of the change stream, where it was refused',
  },
  STREAM_STALL_TIMEOUT: {
    initial: '10s',
    about: 'silence of the change stream that counts as a fault',
  },
  IMPORT_WAIT: { initial: '30m', about: 'the longest wait for an import, with `after: "import"`' },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    initial: null,
    about:
      'where traces are sent, as OTLP over HTTP, in JSON even where `OTEL_EXPORTER_OTLP_PROTOCOL` is `http/protobuf`: `http://jaeger:4318`; without it there are none. With it the other standard variables hold as well: `OTEL_EXPORTER_OTLP_HEADERS`, `_TIMEOUT`, `_COMPRESSION`, `_CERTIFICATE`, their `…_TRACES_…` twins, `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_TRACES_SAMPLER`, `OTEL_BSP_…`',
  },
  OTEL_SERVICE_NAME: { initial: 'torrent-notifier', about: 'the name that they carry' },
  OTEL_SDK_DISABLED: {
    initial: 'false',
    about: '`true` switches traces off, and so does `OTEL_TRACES_EXPORTER=none`',
  },
} as const satisfies Readonly<Record<string, Variable>>

type Variables = typeof variables

export type VariableName = keyof Variables

/** Those that something stands in for while they are not set. */
export type DefaultedVariable = NamesWith<{ initial: string }>

/** Those that a file can hold. */
export type SecretVariable = NamesWith<{ hasFile: true }>

type NamesWith<Part> = {
  [Name in VariableName]: Variables[Name] extends Part ? Name : never
}[VariableName]

import { describe, expect, test } from 'bun:test'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadAddress, loadConfig } from '../../src/config.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'config-'))
const load = (env: Record<string, string>) => loadConfig({ DATA_DIR: folder(), ...env })
const problemsOf = (env: Record<string, string>) =>
  load(env).problems.map(({ field, message }) => `${field} ${message}`)

describe('the configuration', () => {
  test('takes its defaults where nothing is set', () => {
    const { config } = load({})
    expect(config).toMatchObject({
      http: { hostname: '', port: 8070 },
      log: { level: 'info', format: 'text' },
      mongo: null,
      engineUrl: 'http://torrentstream:8080',
      allowedHosts: [],
      auth: { username: 'admin', password: null, apiKey: null },
      isWidgetPublic: true,
      testRate: 30,
      telemetry: null,
    })
    expect(config?.timings).toEqual({
      refreshQuiet: 5000,
      refreshQuietMax: 60_000,
      refreshMinInterval: 120_000,
      refreshNotFoundGrace: 600_000,
      refreshTimeout: 5000,
      refreshRetryMin: 2000,
      refreshRetryMax: 60_000,
      refreshPausedRetry: 900_000,
      scanPollInterval: 5000,
      scanStallLimit: 3_600_000,
      pollInterval: 3000,
      reconcileInterval: 60_000,
      streamProbeInterval: 300_000,
      streamStallTimeout: 10_000,
      importWait: 1_800_000,
    })
  })

  test('counts an empty variable as unset', () => {
    expect(load({ HTTP_ADDR: '', LOG_LEVEL: ' ', MONGO_URI: '' }).config).toMatchObject({
      http: { port: 8070 },
      log: { level: 'info' },
      mongo: null,
    })
  })

  test('names every problem at once, with what was held and what is wanted', () => {
    const problems = problemsOf({
      HTTP_ADDR: '8070',
      LOG_FORMAT: 'xml',
      REFRESH_QUIET: '5',
      TEST_RATE: '0',
    })
    expect(problems).toEqual([
      'HTTP_ADDR is "8070"; wanted is an address such as :8070 or 127.0.0.1:8070',
      'LOG_FORMAT is "xml"; wanted is one of text, json',
      'TEST_RATE is "0"; wanted is a whole number from 1 to 999999',
      'REFRESH_QUIET is "5"; wanted is a duration such as 500ms, 5s, 2m or 1h, from 0s to 24h',
    ])
  })

  test('cannot be changed by anybody', () => {
    const { config } = load({})
    expect(() => Object.assign(config?.timings ?? {}, { refreshQuiet: 1 })).toThrow()
  })

  test.each([
    [':8070', { hostname: '', port: 8070 }],
    ['127.0.0.1:80', { hostname: '127.0.0.1', port: 80 }],
    ['[::1]:8070', { hostname: '::1', port: 8070 }],
    ['nas.local:65535', { hostname: 'nas.local', port: 65_535 }],
  ])('takes the address %s', (address, expected) => {
    expect(load({ HTTP_ADDR: address }).config?.http).toEqual(expected)
    expect(loadAddress({ HTTP_ADDR: address }).address).toEqual(expected)
  })

  test.each(['8070', ':', ':0', 'nas:0', ':65536', 'a b:80', '::1:8070', ':80x', 'http://x:80'])(
    'refuses the address %s',
    (address) => {
      expect(problemsOf({ HTTP_ADDR: address })).toHaveLength(1)
      expect(loadAddress({ HTTP_ADDR: address }).problems).toHaveLength(1)
    }
  )

  test.each([
    ['500ms', 500],
    ['5s', 5000],
    ['2m', 120_000],
    ['24h', 86_400_000],
    ['1ms', 1],
  ])('reads the duration %s', (text, ms) => {
    expect(load({ IMPORT_WAIT: text }).config?.timings.importWait).toBe(ms)
  })

  test.each(['0s', '0ms', '25h', '1441m', '1.5s', '-1s', '5 s', 'soon', '5S', '1d'])(
    'refuses the duration %s where it may not be zero',
    (text) => {
      expect(problemsOf({ POLL_INTERVAL: text })).toHaveLength(1)
    }
  )

  test('takes a word in upper case, and shows a wrong one as it was written', () => {
    expect(load({ LOG_LEVEL: 'DEBUG' }).config?.log.level).toBe('debug')
    expect(problemsOf({ WIDGET_PUBLIC: 'Yes' })).toEqual([
      'WIDGET_PUBLIC is "Yes"; wanted is one of true, false',
    ])
  })

  test('lets three waits be zero, and no other', () => {
    const zero = { REFRESH_QUIET: '0s', REFRESH_QUIET_MAX: '0s', REFRESH_MIN_INTERVAL: '0s' }
    expect(load(zero).config?.timings).toMatchObject({ refreshQuiet: 0, refreshMinInterval: 0 })
    expect(problemsOf({ REFRESH_TIMEOUT: '0s' })).toHaveLength(1)
  })

  test.each([
    ['REFRESH_QUIET', 'REFRESH_QUIET_MAX', '60s'],
    ['REFRESH_RETRY_MIN', 'REFRESH_RETRY_MAX', '60s'],
    ['SCAN_POLL_INTERVAL', 'SCAN_STALL_LIMIT', '60m'],
    ['POLL_INTERVAL', 'RECONCILE_INTERVAL', '60s'],
  ])('refuses a %s that %s would cut short', (wait, limit, initial) => {
    expect(problemsOf({ [wait]: '2h' })).toEqual([
      `${wait} is "2h"; wanted is at most ${limit} ("${initial}", its default)`,
    ])
    expect(problemsOf({ [wait]: '3m', [limit]: '120s' })).toEqual([
      `${wait} is "3m"; wanted is at most ${limit} ("120s")`,
    ])
    expect(problemsOf({ [wait]: '2m', [limit]: '120s' })).toEqual([])
  })

  test('lets a limit alone cut a default short', () => {
    expect(load({ REFRESH_QUIET_MAX: '2s' }).config?.timings.refreshQuietMax).toBe(2000)
  })

  test('does not measure one wrong wait by another', () => {
    expect(problemsOf({ REFRESH_QUIET: '2m', REFRESH_QUIET_MAX: 'soon' })).toHaveLength(1)
    expect(problemsOf({ REFRESH_QUIET: 'soon', REFRESH_QUIET_MAX: '1s' })).toHaveLength(1)
  })
})

describe('secrets of the configuration', () => {
  test('are read from the file that the twin names, without the line break', () => {
    const file = join(folder(), 'secret')
    writeFileSync(file, 'mongodb://mongo:27017\n')
    expect(load({ MONGO_URI_FILE: file }).config?.mongo?.uri).toBe('mongodb://mongo:27017')
  })

  test('are refused when a file is missing or empty, or stands beside the variable', () => {
    const empty = join(folder(), 'empty')
    writeFileSync(empty, '\n')
    expect(problemsOf({ API_KEY_FILE: '/nowhere/key' })).toEqual([
      'API_KEY_FILE names "/nowhere/key", which cannot be read (ENOENT); wanted is a readable file',
    ])
    expect(problemsOf({ AUTH_PASSWORD_FILE: empty })[0]).toContain('which is blank')
    expect(problemsOf({ API_KEY_FILE: empty, API_KEY: 'x' })[0]).toContain('stands beside API_KEY')
  })

  test('are never shown in a problem', () => {
    const problems = problemsOf({
      MONGO_URI: 'mongo://user:canary@host',
      AUTH_USERNAME: 'me',
      TORRENT_ENGINE_URL: 'ftp://user:canary@engine',
    })
    expect(problems.join('\n')).not.toContain('canary')
    expect(problems).toHaveLength(3)
  })

  test('are taken as they stand, blanks included, and refused when they are nothing but blanks', () => {
    expect(load({ AUTH_PASSWORD: ' pw ' }).config?.auth.password).toBe(' pw ')
    for (const name of ['AUTH_PASSWORD', 'API_KEY', 'AUTH_USERNAME']) {
      expect(problemsOf({ AUTH_PASSWORD: 'x', [name]: '   ' })[0]).toStartWith(`${name} is blank`)
    }
  })

  test.each([
    [
      'AUTH_USERNAME',
      'me:too',
      'holds a colon, which Basic authentication takes for the end of it',
    ],
    ['AUTH_USERNAME', 'a\tb', 'holds a control character'],
    ['AUTH_PASSWORD', 'canary\nb', 'holds a control character'],
    ['AUTH_PASSWORD', 'canary\u0085', 'holds a control character'],
    ['API_KEY', 'canary b', 'holds what no Bearer key may hold'],
    ['API_KEY', ' canary', 'holds what no Bearer key may hold'],
    ['API_KEY', 'canary\n', 'holds what no Bearer key may hold'],
    ['API_KEY', 'canaryä', 'holds what no Bearer key may hold'],
  ])('are refused where nobody could send them: %s=%j', (name, value, words) => {
    const [problem, ...others] = problemsOf({ AUTH_PASSWORD: 'x', [name]: value })
    expect(problem).toStartWith(`${name} ${words}`)
    expect(problem).toEndWith('(its value is not shown)')
    expect(problem).not.toContain('canary')
    expect(others).toEqual([])
  })

  test('are refused by their file where that is where they stand', () => {
    const file = join(folder(), 'secret')
    writeFileSync(file, 'one\ncanary\n')
    const [problem] = problemsOf({ AUTH_PASSWORD_FILE: file })
    expect(problem).toStartWith(
      `AUTH_PASSWORD_FILE names "${file}", which holds a control character`
    )
    expect(problem).not.toContain('canary')
  })

  test('may hold what can be sent', () => {
    const auth = { AUTH_USERNAME: 'Jörg Ä', AUTH_PASSWORD: 'pä: ß', API_KEY: 'a-Z0._~+/$!"#:,==' }
    expect(load(auth).config?.auth).toEqual({
      username: auth.AUTH_USERNAME,
      password: auth.AUTH_PASSWORD,
      apiKey: auth.API_KEY,
    })
  })

  test('are wanted where the widget is to be closed', () => {
    expect(problemsOf({ WIDGET_PUBLIC: 'false' })).toEqual([
      'WIDGET_PUBLIC is "false" without AUTH_PASSWORD or API_KEY, which alone could close it; wanted is one of them as well, or "true"',
    ])
    expect(problemsOf({ WIDGET_PUBLIC: 'false', API_KEY: 'k' })).toEqual([])
  })

  test('need a password where there is a name, and name the owner admin where there is none', () => {
    expect(problemsOf({ AUTH_USERNAME: 'me' })[0]).toContain('without AUTH_PASSWORD')
    expect(load({ AUTH_PASSWORD: 'p' }).config?.auth).toMatchObject({
      username: 'admin',
      password: 'p',
    })
  })
})

describe('where MongoDB is', () => {
  test.each([
    'mongodb://mongo:27017',
    'mongodb://user:p%40ss@a:1,b:2/db?replicaSet=rs0',
    'mongodb+srv://cluster.example.org/?tls=true',
    'mongodb://[::1]:27017/',
  ])('takes %s', (uri) => {
    expect(load({ MONGO_URI: uri }).config?.mongo).toEqual({ uri, database: 'torrentstream' })
  })

  test.each([
    'mongo:27017',
    'http://mongo:27017',
    'mongodb://',
    'mongodb:///db',
    'mongodb://root:CANARY',
    'mongodb://root:CANARY,127.0.0.1:21098',
    'mongodb://h:1:1',
  ])('refuses %s', (uri) => {
    expect(problemsOf({ MONGO_URI: uri })).toHaveLength(1)
    expect(problemsOf({ MONGO_URI: uri })[0]).not.toContain('CANARY')
  })

  test('a name that no database can have is refused', () => {
    for (const name of ['a/b', 'a.b', 'x'.repeat(64)]) {
      expect(problemsOf({ MONGO_DB: name })).toEqual([
        `MONGO_DB is "${name}"; wanted is a MongoDB database name`,
      ])
    }
  })

  test('the data folder is neither made nor looked at', () => {
    expect(load({ MONGO_URI: 'mongodb://mongo', DATA_DIR: '/dev/null/x' }).problems).toEqual([])
  })
})

describe('without MongoDB', () => {
  test('a data folder that cannot be written is refused', () => {
    expect(problemsOf({ DATA_DIR: '/dev/null/x' })[0]).toContain(
      'DATA_DIR "/dev/null/x" cannot be written (ENOTDIR)'
    )
  })

  test('the data folder follows the XDG base directories', () => {
    const home = folder()
    expect(loadConfig({ HOME: home }).config?.dataDir).toBe(
      join(home, '.local/share/torrent-notifier')
    )
    expect(loadConfig({ HOME: home, XDG_DATA_HOME: join(home, 'x') }).config?.dataDir).toBe(
      join(home, 'x/torrent-notifier')
    )
  })
})

describe('who may call', () => {
  test('is a list of names and origins, in lower case', () => {
    const { config } = load({
      ALLOWED_HOSTS: 'NAS.example.org, *.home.example.org,',
      ALLOWED_ORIGINS: 'https://nas.example.org,http://*.lan:8080',
    })
    expect(config?.allowedHosts).toEqual(['nas.example.org', '*.home.example.org'])
    expect(config?.allowedOrigins).toEqual(['https://nas.example.org', 'http://*.lan:8080'])
  })

  test('is refused where a host has a port or scheme, and an origin has none', () => {
    expect(problemsOf({ ALLOWED_HOSTS: 'nas.example.org:8070,https://x' })).toHaveLength(2)
    expect(problemsOf({ ALLOWED_ORIGINS: 'nas.example.org,https://x/path' })).toHaveLength(2)
  })
})

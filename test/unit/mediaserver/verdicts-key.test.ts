import { guestToken } from './stage.ts'
import { authority, type Row, secure, testRows } from './verdict-rows.ts'

const embyMenu = 'Emby: Settings → Advanced → API Keys'
const jellyfinMenu = 'Jellyfin: Dashboard → API Keys'

const keys: Row[] = [
  ...(['10.8.13', '10.11.11', '12.0.0'] as const).map(
    (version): Row => ({
      when: `Jellyfin ${version} does not know the key`,
      server: (stage) => stage.jellyfin({ version }).url,
      key: 'f'.repeat(32),
      code: 'bad_key',
      message: 'Jellyfin does not accept this key.',
      hint: `It may be mistyped or revoked. Make a new one in ${jellyfinMenu}.`,
    })
  ),
  {
    when: 'Emby does not know the key',
    kind: 'emby',
    server: (stage) => stage.emby().url,
    key: 'f'.repeat(32),
    code: 'bad_key',
    message: 'Emby does not accept this key.',
    hint: `It may be mistyped or revoked. Make a new one in ${embyMenu}.`,
  },
  {
    when: 'the key is a guest’s of Jellyfin',
    server: (stage) => stage.jellyfin().url,
    key: guestToken,
    code: 'not_admin',
    message: 'The key works, but it may not refresh libraries.',
    hint: `It belongs to a user without admin rights. Make one in ${jellyfinMenu}.`,
  },
  {
    when: 'the key is a guest’s of Emby',
    kind: 'emby',
    server: (stage) => stage.emby().url,
    key: guestToken,
    code: 'not_admin',
    message: 'The key works, but it may not refresh libraries.',
    hint: `It belongs to a user without admin rights. Make one in ${embyMenu}.`,
  },
]

testRows('does not take the key', keys)

const versions = ['10.8.13', '10.9.11', '10.10.7', '10.11.11', '12.0.0'] as const
const fine: Row[] = [
  ...versions.flatMap((version) =>
    [true, false].flatMap((legacyAuthorization) =>
      ['', '/jellyfin'].map(
        (basePath): Row => ({
          when: `Jellyfin ${version} runs at ‘${basePath}’, old headers ${legacyAuthorization ? 'on' : 'off'}`,
          server: (stage) => stage.jellyfin({ version, legacyAuthorization, basePath }).url,
          code: 'ok',
          message: `It works: Jellyfin ${version}, “demo”, 1 library.`,
          hint: null,
        })
      )
    )
  ),
  ...(['4.8.11.0', '4.9.1.90'] as const).flatMap((version) =>
    ['', '/emby'].map(
      (path): Row => ({
        when: `Emby ${version} runs, entered with ‘${path}’`,
        kind: 'emby',
        server: (stage) => stage.emby({ version }).url + path,
        code: 'ok',
        message: `It works: Emby ${version}, “demo”, 1 library.`,
        hint: null,
      })
    )
  ),
  {
    when: 'its certificate is one that we trust',
    server: (stage) => secure(stage, authority.issue('127.0.0.1')),
    code: 'ok',
    message: 'It works: Jellyfin 12.0.0, “demo”, 1 library.',
    hint: null,
  },
  {
    when: 'it is slow, and still in time',
    server: (stage) =>
      stage.front({
        behind: stage.jellyfin().url,
        async answer(_request, pass) {
          await Bun.sleep(200)
          return pass()
        },
      }).url,
    code: 'ok',
    message: 'It works: Jellyfin 12.0.0, “demo”, 1 library.',
    hint: null,
  },
]

testRows('works', fine)

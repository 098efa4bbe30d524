import { describe, expect, test } from 'bun:test'
import {
  expiredCookies,
  kindOf,
  readTokens,
  sessionCookie,
} from '../../../src/security/session-cookie.ts'

const audiences = ['program', 'page'] as const

describe('the sessions of a Cookie', () => {
  const cases: [cookie: string | null, sids: string[]][] = [
    [null, []],
    ['', []],
    ['undefined', []],
    ['SID', []],
    ['SID=', []],
    ['SID=""', []],
    ['SID=a', ['a']],
    ['SID="a"', ['a']],
    ['  SID=a ; ', ['a']],
    ['SID=a; HttpOnly; SameSite=Strict; path=/', ['a']],
    ['SID=a; HttpOnly; path=/, SID=b; HttpOnly; path=/', ['a', 'b']],
    ['lang=de; SID=Y18pAyh+XPDs/fOZDE5f3G==; theme=dark', ['Y18pAyh+XPDs/fOZDE5f3G==']],
    ['SID=a; SID=b; SID=a', ['a', 'b']],
    ['sid=a; QBT_SID_8080=b; XSID=c; SID2=d; =e; ;;', []],
    ['torrent_notifier_session=a; X-SID=b; SID=c', ['c']],
  ]
  for (const [cookie, sids] of cases) {
    test(`${JSON.stringify(cookie)} are ${JSON.stringify(sids)}`, () => {
      expect(readTokens(cookie, 'program')).toEqual(sids)
    })
  }

  test('are those of the audience that is asked for', () => {
    const cookie = 'SID=a; torrent_notifier_session=b; Torrent_Notifier_Session=c'
    expect(readTokens(cookie, 'program')).toEqual(['a'])
    expect(readTokens(cookie, 'page')).toEqual(['b'])
  })

  test('of a person are those by https first', () => {
    const cookie = 'torrent_notifier_session=b; __Host-torrent_notifier_session=a; SID=c'
    expect(readTokens(cookie, 'page')).toEqual(['a', 'b'])
    expect(readTokens(cookie, 'program')).toEqual(['c'])
  })

  test('are no more than eight', () => {
    const many = Array.from({ length: 1000 }, (_, index) => `SID=${index}`)
    expect(readTokens(many.join('; '), 'program')).toHaveLength(8)
  })
})

test('a program’s Set-Cookie says what qBittorrent’s says', () => {
  const [pair, ...attributes] = sessionCookie('token', 'program').split('; ')
  expect(pair).toBe('SID=token')
  expect(attributes.sort()).toEqual(['HttpOnly', 'SameSite=Strict', 'path=/'])
})

test('a person’s Set-Cookie lasts as long as its token, and is sent along with a link', () => {
  expect(sessionCookie('token', 'page')).toBe(
    'torrent_notifier_session=token; HttpOnly; SameSite=Lax; Path=/; Max-Age=2592000'
  )
})

test('by https it is one that plain http never carries, nor can set', () => {
  expect(sessionCookie('token', 'securePage')).toBe(
    '__Host-torrent_notifier_session=token; Secure; HttpOnly; SameSite=Lax; Path=/; Max-Age=2592000'
  )
})

test('a session goes on in the cookie that it came with', () => {
  expect(kindOf('SID=a; torrent_notifier_session=b', 'page')).toBe('page')
  expect(kindOf('torrent_notifier_session=b; __Host-torrent_notifier_session=a', 'page')).toBe(
    'securePage'
  )
  expect(kindOf('__Host-torrent_notifier_session=', 'page')).toBe('page')
  expect(kindOf('__Host-torrent_notifier_session=a', 'program')).toBe('program')
  expect(kindOf(null, 'page')).toBe('page')
})

test.each(audiences)('each Set-Cookie that ends a session of a %s is out of date', (audience) => {
  const ends = expiredCookies(audience)
  const kinds = audience === 'page' ? (['securePage', 'page'] as const) : (['program'] as const)
  expect(ends).toHaveLength(kinds.length)
  for (const [index, end] of ends.entries()) {
    const cookie = Bun.Cookie.parse(end)
    const { name, secure } = Bun.Cookie.parse(sessionCookie('token', kinds[index] ?? audience))
    expect(cookie).toMatchObject({ name, secure, value: '', path: '/' })
    expect(cookie.isExpired()).toBe(true)
    expect(readTokens(end, audience)).toEqual([])
  }
})

import { describe, expect, test } from 'bun:test'
import { expiredSidCookie, readSids, sidCookie } from '../../../src/security/session-cookie.ts'

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
  ]
  for (const [cookie, sids] of cases) {
    test(`${JSON.stringify(cookie)} are ${JSON.stringify(sids)}`, () => {
      expect(readSids(cookie)).toEqual(sids)
    })
  }

  test('are no more than eight', () => {
    const many = Array.from({ length: 1000 }, (_, index) => `SID=${index}`)
    expect(readSids(many.join('; '))).toHaveLength(8)
  })
})

test('a session’s Set-Cookie says what qBittorrent’s says', () => {
  const [pair, ...attributes] = sidCookie('token').split('; ')
  expect(pair).toBe('SID=token')
  expect(attributes.sort()).toEqual(['HttpOnly', 'SameSite=Strict', 'path=/'])
})

test('the Set-Cookie that ends a session is out of date, and no session to read', () => {
  const cookie = Bun.Cookie.parse(expiredSidCookie())
  expect(cookie).toMatchObject({ name: 'SID', value: '', path: '/' })
  expect(cookie.isExpired()).toBe(true)
  expect(readSids(expiredSidCookie())).toEqual([])
})

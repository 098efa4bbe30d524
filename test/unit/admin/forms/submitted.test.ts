import { describe, expect, test } from 'bun:test'
import { readSubmitted, typedFolders, typedText } from '../../../../src/admin/forms/submitted.ts'
import { BodyRefused } from '../../../../src/lib/request-body.ts'

const read = (body: string, type = 'application/x-www-form-urlencoded') =>
  readSubmitted(
    new Request('http://nas/', { method: 'POST', body, headers: { 'content-type': type } }),
    'jellyfin'
  )

describe('a form', () => {
  test('says which button was pressed, and what its fields held', async () => {
    const sent = await read(
      'seen=abc&key=keep&jellyfin.enabled=false&jellyfin.enabled=true&jellyfin.url=http%3A%2F%2Fa' +
        '&jellyfin.pathMap.from=/a&jellyfin.pathMap.to=/b&jellyfin.pathMap.from=&jellyfin.pathMap.to=' +
        '&do=test'
    )
    expect(sent).toEqual({
      act: 'test',
      seen: 'abc',
      key: 'keep',
      fields: { enabled: true, url: 'http://a', pathMap: [{ from: '/a', to: '/b' }] },
      address: '',
      proposed: [],
    })
    expect(typedText(sent, 'url')).toBe('http://a')
    expect(typedFolders(sent)).toEqual([{ from: '/a', to: '/b' }])
  })

  test('that was sent without a button is a save', async () => {
    for (const body of ['', 'jellyfin.url=']) expect((await read(body)).act).toBe('save')
  })

  test('with a proposal is to be filled in, whatever else it says', async () => {
    const fill = encodeURIComponent('[{"from":"/a","to":"/b","basis":"guess"}]')
    expect(await read(`do=save&fill=${fill}`)).toMatchObject({
      act: 'fill',
      proposed: [{ from: '/a', to: '/b' }],
    })
  })

  test('with a proposed address is to use it, whatever else it says', async () => {
    expect(await read('do=save&use=http%3A%2F%2Fa%2Fjellyfin')).toMatchObject({
      act: 'use',
      address: 'http://a/jellyfin',
    })
  })

  test('of another section says nothing of this one', async () => {
    const sent = await read('emby.url=http://a&qbt.enabled=true&updatedAt=1&__proto__.url=x')
    expect(sent.fields).toEqual({})
    expect([typedText(sent, 'url'), typedFolders(sent)]).toEqual(['', []])
  })

  test('with half a pair of folders has it as half a pair, for its field to say so', async () => {
    const sent = await read(
      'jellyfin.pathMap.from=/a&jellyfin.pathMap.to=/b&jellyfin.pathMap.from=/c'
    )
    expect(typedFolders(sent)).toEqual([
      { from: '/a', to: '/b' },
      { from: '/c', to: '' },
    ])
    const other = await read('jellyfin.pathMap.to=/b')
    expect(typedFolders(other)).toEqual([{ from: '', to: '/b' }])
  })

  test('cannot reach what every object has', async () => {
    const sent = await read('jellyfin.__proto__=x&jellyfin.constructor=y')
    expect(typedText(sent, 'toString')).toBe('')
    expect(typedFolders(sent)).toEqual([])
    expect(Object.getPrototypeOf(sent.fields)).toBe(Object.prototype)
  })
})

describe('refused is', () => {
  test('a form of more than 64 KiB', () => {
    expect(read(`jellyfin.url=${'x'.repeat(65_536)}`)).rejects.toThrow(BodyRefused)
  })

  test('another type than a form', () => {
    expect(read('{}', 'application/json')).rejects.toThrow(BodyRefused)
    expect(read('x', 'multipart/form-data; boundary=x')).rejects.toThrow(BodyRefused)
  })
})

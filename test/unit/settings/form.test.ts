import { describe, expect, test } from 'bun:test'
import { InvalidInput } from '../../../src/domain.ts'
import { bodyFromForm } from '../../../src/settings/form.ts'
import { parsePatch } from '../../../src/settings/patch.ts'
import { readStored } from '../../../src/settings/stored.ts'

const body = (form: string) => bodyFromForm(new URLSearchParams(form))

describe('a form', () => {
  const cases: { name: string; form: string; expected: unknown }[] = [
    {
      name: 'becomes the body that JSON would have been',
      form: 'jellyfin.enabled=true&jellyfin.url=http%3A%2F%2Fj%3A8096&jellyfin.apiKey=k+k&qbt.finished=keep',
      expected: {
        jellyfin: { enabled: true, url: 'http://j:8096', apiKey: 'k k' },
        qbt: { finished: 'keep' },
      },
    },
    { name: 'that is empty changes nothing', form: '', expected: {} },
    {
      name: 'has ticked boxes as true, on, or a hidden false before them',
      form: 'jellyfin.enabled=on&emby.enabled=false&emby.enabled=true&qbt.enabled=false',
      expected: {
        jellyfin: { enabled: true },
        emby: { enabled: true },
        qbt: { enabled: false },
      },
    },
    {
      name: 'leaves a box with another word for the PATCH to refuse',
      form: 'qbt.enabled=yes&qbt.addByUrl=',
      expected: { qbt: { enabled: 'yes', addByUrl: '' } },
    },
    {
      name: 'does not take a text for a box',
      form: 'jellyfin.apiKey=true&jellyfin.url=on',
      expected: { jellyfin: { apiKey: 'true', url: 'on' } },
    },
    {
      name: 'has pairs of paths in their order, without unused rows',
      form: 'emby.pathMap.from=/a&emby.pathMap.to=/b&emby.pathMap.from=&emby.pathMap.to=&emby.pathMap.from=/c&emby.pathMap.to=',
      expected: {
        emby: {
          pathMap: [
            { from: '/a', to: '/b' },
            { from: '/c', to: '' },
          ],
        },
      },
    },
    {
      name: 'takes blanks around a path for none of it',
      form: 'qbt.pathMap.from=+/data&qbt.pathMap.to=/mnt/my+files+&qbt.pathMap.from=+&qbt.pathMap.to=',
      expected: { qbt: { pathMap: [{ from: '/data', to: '/mnt/my files' }] } },
    },
    {
      name: 'clears the pairs of paths with one unused row',
      form: 'qbt.pathMap.from=&qbt.pathMap.to=',
      expected: { qbt: { pathMap: [] } },
    },
    {
      name: 'leaves unknown names whole, for the PATCH to name',
      form: 'plex.url=x&csrf=1&jellyfin.a.b=2&.url=3',
      expected: { 'plex.url': 'x', csrf: '1', jellyfin: { 'a.b': '2' }, '.url': '3' },
    },
  ]
  for (const { name, form, expected } of cases) {
    test(name, () => expect(body(form)).toEqual(expected as Record<string, unknown>))
  }

  test('with one side of a pair missing is refused', () => {
    expect(() => body('qbt.pathMap.from=/a')).toThrow(InvalidInput)
    expect(() => body('qbt.pathMap.from=/a&qbt.pathMap.from=/b&qbt.pathMap.to=/c')).toThrow(
      InvalidInput
    )
  })

  test('reaches no object’s prototype', () => {
    const parsed = body('__proto__.polluted=1&jellyfin.__proto__=2&constructor=3&__proto__=4')
    expect('polluted' in {}).toBe(false)
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype)
    const { changes, warnings } = parsePatch(parsed, readStored(null).settings)
    expect(changes).toEqual({ jellyfin: {} })
    expect(warnings).toHaveLength(4)
  })

  test('is a whole PATCH together with what it leaves out', () => {
    const stored = readStored({
      jellyfin: { enabled: true, url: 'http://j', apiKey: 'k', verifyTls: false },
    }).settings
    const { changes } = parsePatch(body('jellyfin.apiKey=********&jellyfin.after=import'), stored)
    expect(changes).toEqual({ jellyfin: { after: 'import' } })
  })
})

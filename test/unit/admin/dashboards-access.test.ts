import { describe, expect, test } from 'bun:test'
import { type Access, torrxUrl, widgetUrl } from '../../../src/admin/dashboards/access.ts'
import {
  homarrForm,
  homarrImport,
  homarrIntegration,
} from '../../../src/admin/dashboards/homarr.ts'
import { homepageLabels } from '../../../src/admin/dashboards/homepage.ts'
import { homepageWidget } from '../../../src/admin/dashboards/homepage-widgets.ts'

const open: Access = {
  base: 'http://nas.local:8070',
  closedBy: null,
  isWidgetPublic: true,
  isLocalOnly: false,
  username: 'admin',
}
const withPassword: Access = { ...open, closedBy: 'password' }
const withKey: Access = { ...open, closedBy: 'key' }
const words = 'the value of AUTH_PASSWORD'

describe('a dashboard is sent to', () => {
  test.each<[string, string | null, string, string]>([
    ['the reader’s address', 'http://nas.local:8070', 'http://nas.local:8070', 'http://nas.local'],
    ['another port', 'http://10.0.0.5:9070', 'http://10.0.0.5:9070', 'http://10.0.0.5'],
    ['an address of IPv6', 'http://[fd00::1]:8070', 'http://[fd00::1]:8070', 'http://[fd00::1]'],
    ['T◎RRX’s own port', 'http://nas.local', 'http://nas.local', 'http://nas.local'],
    ['a proxy', 'https://nas.example.org', 'https://nas.example.org', 'https://nas.example.org'],
    ['a proxy’s port', 'https://nas:8443', 'https://nas:8443', 'https://nas:8443'],
    ['a place to fill in', null, 'http://server-ip:8070', 'http://server-ip'],
    ['a place for localhost', 'http://localhost:8070', 'http://server-ip:8070', 'http://server-ip'],
    ['a place for 127.0.0.1', 'http://127.0.0.1:9000', 'http://server-ip:9000', 'http://server-ip'],
    ['a place for ::1', 'http://[::1]:8070', 'http://server-ip:8070', 'http://server-ip'],
    ['a place for nonsense', 'not a URL', 'http://server-ip:8070', 'http://server-ip'],
  ])('%s', (_, base, service, torrx) => {
    expect(widgetUrl({ base })).toBe(`${service}/widget`)
    expect(torrxUrl({ base })).toBe(torrx)
  })
})

describe('Homepage proves itself', () => {
  test('nowhere without a password', () => {
    expect(homepageWidget('block', open)).not.toContainAnyKeys(['username', 'headers'])
    expect(homepageWidget('qbittorrent', open)).not.toContainAnyKeys(['username', 'headers'])
  })

  test('to the emulated API alone while the widget is public', () => {
    expect(homepageWidget('list', withPassword)).not.toContainAnyKeys(['username', 'headers'])
    expect(homepageWidget('list', withKey)).not.toContainAnyKeys(['username', 'headers'])
    const proof = { username: 'admin', password: words }
    expect(homepageWidget('qbittorrent', withPassword)).toMatchObject(proof)
  })

  test('with what there is where the widget is closed', () => {
    const isWidgetPublic = false
    expect(homepageWidget('dynamic-list', { ...withPassword, isWidgetPublic })).toMatchObject({
      username: 'admin',
      password: words,
    })
    expect(homepageWidget('dynamic-list', { ...withKey, isWidgetPublic })).toMatchObject({
      headers: { Authorization: 'Bearer the value of API_KEY' },
    })
  })

  test('by labels in which Compose finds no variable', () => {
    const labels = homepageLabels('qbittorrent', { ...withPassword, username: 'a$b$c' })
    expect(labels).toContain('homepage.widget.username: a$$b$$c')
  })
})

describe('Homarr', () => {
  test('is told any password where there is none, because it takes no empty one', () => {
    const [url, name, password] = homarrIntegration(open)
    expect(url).toEqual({ label: 'URL', value: 'http://nas.local:8070' })
    expect(name).toEqual({ label: 'Username', value: 'admin' })
    expect(password).toMatchObject({ label: 'Password', note: expect.stringMatching(/^anything/) })
  })

  test('is told which password or key to enter', () => {
    expect(homarrIntegration(withPassword)).toContainEqual({ label: 'Password', note: words })
    const byKey = homarrIntegration(withKey)
    expect(byKey.map(({ label }) => label)).toEqual(['URL', 'API Key'])
  })

  test.each<[Access, string, string]>([
    [open, 'none', 'None'],
    [withPassword, 'none', 'None'],
    [{ ...withPassword, isWidgetPublic: false }, 'basic', 'Basic Auth'],
    [{ ...withKey, isWidgetPublic: false }, 'bearer', 'Bearer Token'],
  ])('reads the numbers as %o asks for', (access, authType, name) => {
    expect(JSON.parse(homarrImport('numbers', access))).toMatchObject({ authType })
    expect(homarrForm(access)).toContainEqual({ label: 'Auth Type', note: name })
  })
})

import { describe, expect, test } from 'bun:test'
import { renderToString } from 'preact-render-to-string'
import { QbtHead, type QbtHeadView } from '../../../../src/admin/clients/card.tsx'
import { Connect } from '../../../../src/admin/clients/connect.tsx'
import { type Reader, readReader } from '../../../../src/admin/reader.ts'
import { textOf, valuesOf } from '../../../support/html.ts'

type Access = QbtHeadView['access']
const open: Access = { closedBy: null, username: 'admin', isLocalOnly: false }
const readerAt = (address: string): Reader => {
  const { host } = new URL(address)
  return readReader({ headers: new Headers({ host, 'hx-current-url': address }) })
}
const render = (address = 'http://nas.local:8070/', access = open, port = 8070) =>
  renderToString(<Connect reader={readerAt(address)} access={access} port={port} />)
/** The lines below a heading. */
const linesOf = (html: string, heading: string) => {
  const part = html.split('<h4>').find((each) => each.startsWith(heading)) ?? ''
  const lines = [...part.matchAll(/<dt>(.*?)<\/dt><dd[^>]*>(.*?)<\/dd>/g)]
  return lines.map(([, name, value]) => `${name}: ${textOf(value ?? '')}`)
}

describe('the lines for Sonarr and Radarr', () => {
  test('in the Docker network have the port that this service listens on, however it is read', () => {
    for (const address of ['http://localhost/', 'https://nas.local/', 'http://10.0.0.2:9100/']) {
      expect(linesOf(render(address, open, 9000), 'In T◎RRX’s own')).toEqual([
        'Host: torrent-notifier',
        'Port: 9000',
      ])
    }
  })

  test('on the same machine have the port that this service listens on', () => {
    expect(linesOf(render('http://nas.local:8070/', open, 9000), 'On this machine')).toEqual([
      'Host: localhost',
      'Port: 9000',
    ])
  })

  test('on the same machine have the port that was seen to work there', () => {
    for (const host of ['localhost', '127.0.0.1', '[::1]']) {
      expect(linesOf(render(`http://${host}:8071/`), 'On this machine')).toEqual([
        'Host: localhost',
        'Port: 8071',
      ])
    }
  })

  test('on the same machine go past a proxy of its own', () => {
    expect(linesOf(render('https://localhost:8443/'), 'On this machine')).toEqual([
      'Host: localhost',
      'Port: 8070',
    ])
  })

  test.each([
    ['http://nas.local:8070/', ['Host: nas.local', 'Port: 8070']],
    ['http://nas.local/', ['Host: nas.local', 'Port: 80']],
    ['https://nas.local/', ['Host: nas.local', 'Port: 443', 'Use SSL: on']],
    ['https://nas.local:8443/x?y#z', ['Host: nas.local', 'Port: 8443', 'Use SSL: on']],
    ['http://192.168.1.5:8070/', ['Host: 192.168.1.5', 'Port: 8070']],
    ['http://[fd00::1]:8070/', ['Host: [fd00::1]', 'Port: 8070']],
  ])('elsewhere are those of the browser at %s', (address, lines) => {
    expect(linesOf(render(address), 'Anywhere else')).toEqual(lines)
  })

  test('elsewhere are never localhost', () => {
    for (const host of ['localhost', 'x.localhost', '127.0.0.1', '127.9.9.9', '[::1]']) {
      const html = render(`http://${host}:8070/`)
      expect(linesOf(html, 'Anywhere else')).toEqual([])
      expect(textOf(html)).toContain('this machine’s own name or address')
    }
  })

  test('elsewhere have an address of IPv6 in its brackets, with another way beside it', () => {
    const words = 'A program that does not take such an address needs a name'
    const html = render('http://[fd00::5]:8070/')
    expect(linesOf(html, 'Anywhere')).toEqual(['Host: [fd00::5]', 'Port: 8070'])
    expect(textOf(html)).toContain(words)
    expect(textOf(render('http://10.0.0.5:8070/'))).not.toContain(words)
  })

  test('say how to open the port, and to set a password then, where none is set', () => {
    const words = 'take 127.0.0.1: away from the line of its ports there'
    expect(textOf(render())).toContain(`${words}, and set a password then.`)
    const closed = render('http://nas.local:8070/', {
      closedBy: 'password',
      username: 'admin',
      isLocalOnly: false,
    })
    expect(textOf(closed)).toContain(`${words}.`)
  })

  test('say how to open a service that listens on the machine itself alone', () => {
    const html = render('http://localhost:9000/', { ...open, isLocalOnly: true }, 9000)
    expect(textOf(html)).toContain('To open it, set HTTP_ADDR=:9000, and set a password then.')
    expect(textOf(html)).not.toContain('compose')
  })

  test.each<[Access['closedBy'], string[]]>([
    [null, ['Username: leave empty', 'Password: leave empty']],
    ['password', ['Username: ad<min', 'Password: the one of AUTH_PASSWORD']],
    ['key', ['API key: the one of API_KEY, where the program has a field for it']],
  ])('where it is closed by %p say what to prove', (closedBy, lines) => {
    const html = render('http://nas.local:8070/', {
      closedBy,
      username: 'ad<min',
      isLocalOnly: false,
    })
    expect(linesOf(html, 'The same everywhere')).toEqual([
      ...lines,
      'Category in Sonarr: tv-sonarr',
      'Category in Radarr: radarr',
    ])
  })

  test('can be copied, each by a button that says what it copies', () => {
    const html = render()
    expect(valuesOf(html, 'data-copy')).toEqual([
      'torrent-notifier',
      '8070',
      'localhost',
      '8070',
      'nas.local',
      '8070',
      'tv-sonarr',
      'radarr',
    ])
    const labels = [...html.matchAll(/<span class="vh">(.*?)<\/span>/g)].map(([, label]) => label)
    expect(labels).toContain('Copy Host in the Docker network')
    expect(new Set(labels).size).toBe(labels.length)
  })
})

describe('the head of the card', () => {
  const head = (changes: Partial<QbtHeadView>) =>
    textOf(
      renderToString(
        <QbtHead view={{ isOn: true, isRead: true, callers: 'let-in', access: open, ...changes }} />
      )
    )

  test('says whether it is on and somebody calls', () => {
    expect(head({})).toContain('On. Answers as qBittorrent 4.6.0.')
    expect(head({ callers: 'none' })).toContain('On. Nobody has called yet.')
    expect(head({ callers: 'refused' })).toContain(
      'On. Nobody who called was let in; below is why.'
    )
    expect(head({ isOn: false })).toContain('Off: programs are told that there is nothing here.')
    expect(head({ isOn: false })).not.toContain('On.')
  })

  test('says by which variables it is closed', () => {
    expect(head({})).toContain('No password. To set one: AUTH_PASSWORD, or API_KEY, and a restart.')
    expect(head({ access: { closedBy: 'key', username: 'admin', isLocalOnly: false } })).toContain(
      'Closed by API_KEY. Programs without a field for it need AUTH_PASSWORD.'
    )
    expect(head({ access: { ...open, closedBy: 'password', username: 'me' } })).toContain(
      'Closed by AUTH_PASSWORD; the user name is me.'
    )
  })
})

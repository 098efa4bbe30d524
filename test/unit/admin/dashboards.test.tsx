import { describe, expect, test } from 'bun:test'
import { renderToString } from 'preact-render-to-string'
import { Dashboards, type DashboardsView } from '../../../src/admin/dashboards/dashboards.tsx'
import { type DashboardNumbers, Numbers } from '../../../src/admin/dashboards/numbers.tsx'
import { momentOf } from '../../../src/admin/moment.ts'

const moment = momentOf({ now: Date.UTC(2026, 10, 22, 20, 14), zone: 'UTC' })
const numbers = (changes: Partial<DashboardNumbers> = {}): DashboardNumbers => ({
  active: 2,
  completed: 15,
  stopped: 1,
  total: 18,
  download_speed_human: '2.0 MB/s',
  state: 'ok',
  age_seconds: 0,
  ...changes,
})
const textOf = (html: string) =>
  html
    .replaceAll(/<\/(dt|dd|p|h\d|li)>/g, ' ')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
const tell = (given: DashboardNumbers | null) =>
  textOf(renderToString(<Numbers numbers={given} moment={moment} />))
const render = (changes: Partial<DashboardsView> = {}) =>
  renderToString(
    <Dashboards
      view={{
        numbers: numbers(),
        moment,
        base: 'http://nas.local:8070',
        port: 8070,
        closedBy: null,
        isWidgetPublic: true,
        isLocalOnly: false,
        username: 'admin',
        ...changes,
      }}
    />
  )

describe('the numbers', () => {
  const fresh = 'active 2 complete 15 stopped 1 total 18 download 2.0 MB/s'

  test.each<[string, DashboardNumbers | null, string]>([
    ['of now stand alone', numbers(), fresh],
    [
      'of a while ago say since when',
      numbers({ state: 'stale', age_seconds: 12 * 60 }),
      `${fresh} From 20:02. T◎RRX has not answered since.`,
    ],
    [
      'that the engine did not tell itself say so',
      numbers({ state: 'stale', age_seconds: 2 }),
      `${fresh} T◎RRX’s engine does not answer at this moment.`,
    ],
    [
      'of one that is away say from when they are',
      numbers({ state: 'down', age_seconds: 3600 }),
      `${fresh} T◎RRX is away. These numbers are from 19:14.`,
    ],
    [
      'that were never known are not made up',
      null,
      'No numbers are known yet: T◎RRX has not answered.',
    ],
  ])('%s', (_, given, words) => {
    expect(tell(given)).toBe(words)
  })

  test('look old only when they are', () => {
    const html = (state: DashboardNumbers['state']) =>
      renderToString(<Numbers numbers={numbers({ state })} moment={moment} />)
    expect(html('ok')).not.toContain('is-old')
    expect(html('stale')).toContain('is-old')
    expect(html('down')).toContain('is-old')
  })

  test('are a fragment of their own, in the section too', () => {
    const fragment = renderToString(<Numbers numbers={numbers()} moment={moment} />)
    expect(fragment).toStartWith('<div id="numbers">')
    expect(render()).toContain(fragment)
  })
})

describe('the section', () => {
  test('has the reader’s address in what is to be pasted', () => {
    const html = render()
    expect(html).toContain('url: http://nas.local:8070/widget')
    expect(html).toContain('data-copy="http://nas.local:8070"')
    expect(html).not.toContain('server-ip')
  })

  test('says in each fold what belongs in the place of an address, and how the port is opened', () => {
    const folds = render({ base: 'http://localhost:8071', port: 9000 }).split('<details').slice(1)
    expect(folds).toHaveLength(3)
    for (const fold of folds) {
      const text = textOf(fold)
      expect(text).toContain('Put this machine’s own name or address in the place of server-ip.')
      expect(text).toContain('write http://torrent-notifier:9000 instead of http://server-ip:8071')
      expect(text).toContain('To open it, take 127.0.0.1: away from the line of its ports there')
    }
    expect(render()).not.toContain('127.0.0.1:')
  })

  test('says nothing of the port to who came by https, through a proxy', () => {
    const html = render({ base: 'https://localhost' })
    expect(textOf(html)).toContain('in the place of server-ip')
    expect(html).not.toContain('127.0.0.1:')
    expect(html).not.toContain('http://')
  })

  test('has a button for each text, which names an element that is there once', () => {
    const html = render()
    const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id ?? '')
    const sources = [...html.matchAll(/data-copy-from="([^"]*)"/g)].map(([, id]) => id ?? '')
    expect(sources).toHaveLength(html.split('<pre ').length - 1)
    for (const source of sources) expect(ids.filter((id) => id === source)).toHaveLength(1)
  })

  test('has boxes that a keyboard can scroll, each with its name', () => {
    const boxes = [...render().matchAll(/<pre [^>]*>/g)].map(([box]) => box)
    expect(boxes.length).toBeGreaterThan(8)
    for (const box of boxes) expect(box).toMatch(/tabindex="0" role="region" aria-label="[^"]+"/)
    expect(new Set(boxes).size).toBe(boxes.length)
  })

  test('keeps what it shows as text', () => {
    const html = render({ closedBy: 'password', username: '<script>alert(1)</script>' })
    expect(html).toContain('&lt;script')
    expect(html).not.toContain('<script>')
  })

  test('never holds the password, and says where to find it, in lines and in labels', () => {
    const html = render({ closedBy: 'password' })
    expect(html).toContain('password: the value of AUTH_PASSWORD')
    expect(html).toContain('homepage.widget.password: the value of AUTH_PASSWORD')
    expect(html).toContain('homepage.widget.username: admin')
    expect(render()).not.toContain('AUTH_PASSWORD')
  })

  test('says what an imported widget is to be given, where the numbers are closed', () => {
    const words = 'What is imported holds none of these.'
    const closed = textOf(render({ closedBy: 'password', isWidgetPublic: false }))
    expect(closed).toContain(words)
    expect(closed.slice(closed.indexOf(words))).toMatch(/^.{0,120}Username admin/)
    expect(textOf(render({ closedBy: 'password' }))).not.toContain(words)
  })

  test('says what a key alone does not open', () => {
    expect(textOf(render({ closedBy: 'key' }))).toContain(
      'It cannot send a key: set AUTH_PASSWORD as well.'
    )
  })
})

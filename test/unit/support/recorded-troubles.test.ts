import { afterAll, beforeEach, expect, test } from 'bun:test'
import { accessibilityProblems } from '../../support/browser-accessibility.ts'
import { describeWithBrowser } from '../../support/describe-with-browser.ts'
import { startScriptedServer } from '../../support/scripted-server.ts'

const server = startScriptedServer()
const stranger = startScriptedServer()
afterAll(() => Promise.all([server.stop(), stranger.stop()]))

const serve = (body: string, policy = '') => {
  const headers = { 'content-type': 'text/html', 'content-security-policy': policy }
  server.on('GET /', () => new Response(`<link rel="icon" href="data:,">${body}`, { headers }))
}

/** Bun's own `rejects` waits in a loop that starves the browser's connection for seconds. */
const reasonOf = (visit: Promise<unknown>): Promise<string> =>
  visit.then(
    () => 'it went well',
    (error) => String(error)
  )

describeWithBrowser('a page that is visited by a test', ({ withPage }) => {
  beforeEach(() => serve(''))
  const visit = (allowed?: RegExp) =>
    withPage({ origin: server.url }, async (page, { troubles }) => {
      if (allowed) troubles.allow(allowed)
      await page.goto('/')
      await page.waitForTimeout(100)
      return await page.title()
    })

  test('may be content', async () => {
    serve('<title>Well</title><img src="data:," alt="">')
    expect(await visit()).toBe('Well')
  })

  test.each([
    ['an error on the console', '<script>console.error("oh no")</script>', 'oh no'],
    ['an error that nothing caught', '<script>throw new Error("oh no")</script>', 'oh no'],
    [
      'a promise that nothing caught',
      '<script>Promise.reject(new Error("oh no"))</script>',
      'oh no',
    ],
    ['a file that is not there', '<img src="/gone.png" alt="">', 'gone.png'],
    ['a file of another host', `<img src="${stranger.url}/x" alt="">`, 'request to another host'],
    [
      'a socket to another host',
      `<script>new WebSocket("${stranger.url}")</script>`,
      'another host',
    ],
  ])('fails the test with %s', async (_, body, reason) => {
    serve(body)
    expect(await reasonOf(visit())).toContain(reason)
  })

  test.each([
    ['a script', "script-src 'none'", '<script>1</script>', 'script-src-elem refused inline'],
    ['a style', "style-src 'none'", '<p style="color: red">x', 'style-src-attr refused inline'],
    ['a handler', "script-src 'none'", '<img src="data:x" onerror="1" alt="">', 'script-src-attr'],
  ])('fails the test with %s that its policy refuses', async (_, policy, body, reason) => {
    serve(body, policy)
    expect(await reasonOf(visit())).toContain(reason)
  })

  test('fails no test with what is allowed', async () => {
    serve('<title>Well</title><script>console.error("oh no")</script>')
    expect(await visit(/oh no/)).toBe('Well')
    expect(await reasonOf(visit(/oh yes/))).toContain('oh no')
  })

  test('is looked at for what keeps people out, whatever its policy', async () => {
    serve(
      '<html lang="en"><title>x</title><main><h1>x</h1><input>',
      "default-src 'none'; img-src data:"
    )
    const problems = await withPage({ origin: server.url }, async (page) => {
      await page.goto('/')
      return await accessibilityProblems(page)
    })
    expect(problems).toEqual([expect.stringContaining('label at input')])
  })

  test('remembers nothing of the test before', async () => {
    const cookies = () =>
      withPage({ origin: server.url }, async (page) => {
        await page.goto('/')
        return await page.evaluate(() => {
          const before = document.cookie
          // biome-ignore lint/suspicious/noDocumentCookie: what a page would leave behind.
          document.cookie = 'left=behind'
          return before
        })
      })
    expect([await cookies(), await cookies()]).toEqual(['', ''])
  })

  test('is closed when its test fails', async () => {
    const failing = withPage({ origin: server.url }, async (page) => {
      await page.goto('/')
      throw new Error('as a test would')
    })
    expect(await reasonOf(failing)).toContain('as a test would')
    expect(await visit()).toBe('')
  })

  test('is seen in the colours, zone and language of its reader', async () => {
    const options = { colorScheme: 'dark', timezoneId: 'Asia/Tokyo', locale: 'de-DE' } as const
    const seen = await withPage({ origin: server.url, ...options }, (page) =>
      page.evaluate(() => [
        matchMedia('(prefers-color-scheme: dark)').matches,
        Intl.DateTimeFormat().resolvedOptions().timeZone,
        navigator.language,
      ])
    )
    expect(seen).toEqual([true, 'Asia/Tokyo', 'de-DE'])
  })
})

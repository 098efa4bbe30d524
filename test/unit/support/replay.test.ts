import { expect, test } from 'bun:test'
import { readRecording } from '../../support/clients/recording.ts'
import { writeRequest } from '../../support/replay.ts'

test.each(['sonarr', 'radarr'] as const)(
  'what %s sent is written as long as it was, where no file takes the place of another',
  (name) => {
    const requests = [...readRecording(name).values()].flatMap(({ exchanges }) =>
      exchanges.map(({ request }) => request)
    )
    const whole = requests.filter(
      ({ multipart }) => !multipart?.parts.some(({ file }) => file !== undefined)
    )
    for (const request of whole) {
      const written = Buffer.from(writeRequest(request)).toString('latin1')
      const [head = '', body = ''] = written.split(/\r\n\r\n(.*)/s)
      const [line, ...headers] = head.split('\r\n')
      expect(line).toBe(`${request.method} ${request.path} HTTP/1.1`)
      expect(headers).toEqual(request.headers.map(([field, value]) => `${field}: ${value}`))
      const length = new Map(request.headers).get('Content-Length') ?? '0'
      expect(body).toHaveLength(Number(length))
    }
    expect(whole.some(({ multipart }) => multipart !== undefined)).toBeTrue()
    expect(whole.length).toBeGreaterThan(150)
  }
)

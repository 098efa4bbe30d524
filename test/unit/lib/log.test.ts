import { describe, expect, test } from 'bun:test'
import { createLog, type LogOptions } from '../../../src/lib/log.ts'

const record = (options: Partial<LogOptions> = {}) => {
  const lines: string[] = []
  const now = () => Date.UTC(2026, 10, 22, 20, 14, 5, 123)
  const log = createLog({
    level: 'info',
    format: 'text',
    now,
    write: (line) => lines.push(line),
    ...options,
  })
  return { log: log.child('refresh'), lines }
}

describe('a log line', () => {
  test('is one event with its time in UTC, its component and its fields', () => {
    const { log, lines } = record()
    log.info('Jellyfin was asked to refresh', { torrents: 2, name: 'A film', missing: undefined })
    expect(lines).toEqual([
      '2026-11-22T20:14:05.123Z info  refresh: Jellyfin was asked to refresh torrents=2 name="A film"',
    ])
  })

  test('is an object for machines', () => {
    const { log, lines } = record({ format: 'json' })
    log.warn('it failed', { code: 'refused', level: 'forged' })
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      time: '2026-11-22T20:14:05.123Z',
      level: 'warn',
      component: 'refresh',
      event: 'it failed',
      code: 'refused',
    })
  })

  test.each([
    ['text', / torrents=2 trace_id=4bf92f span_id=00f067$/],
    ['json', /"trace_id":"4bf92f".*"span_id":"00f067"/],
  ] as const)('names the span that it is written in, as %s', (format, expected) => {
    const { log, lines } = record({ format, span: () => ({ traceId: '4bf92f', spanId: '00f067' }) })
    log.info('asked', { torrents: 2 })
    expect(lines[0]).toMatch(expected)
  })

  test('names no span where none runs', () => {
    const { log, lines } = record({ span: () => null })
    log.info('asked')
    expect(lines[0]).toEndWith('refresh: asked')
  })

  test('is left out below the level', () => {
    const { log, lines } = record({ level: 'warn' })
    log.debug('a')
    log.info('b')
    log.warn('c')
    log.error('d')
    expect(lines).toHaveLength(2)
  })

  test.each(['text', 'json'] as const)('cannot be forged by a name, as %s', (format) => {
    const { log, lines } = record({ format })
    log.info('torrent finished', { name: 'x\n2026 error forged\r\u001b[31m\u202Egnp.exe' })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('⟨U+000A⟩')
    expect(lines[0]).toContain('⟨U+202E⟩')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be left
    expect(lines[0]).not.toMatch(/[\u0000-\u001f\u202e]/)
  })

  test('cuts a name at 120 characters, and not in the middle of one', () => {
    const { log, lines } = record({ format: 'json' })
    log.info('torrent finished', { name: `${'a'.repeat(119)}😀${'b'.repeat(50)}` })
    const { name } = JSON.parse(lines[0] ?? '')
    expect(name.isWellFormed()).toBe(true)
    expect(name).toStartWith('a'.repeat(119))
    expect(name).not.toContain('b')
  })
})

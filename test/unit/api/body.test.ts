import { describe, expect, test } from 'bun:test'
import { readBody } from '../../../src/api/body.ts'
import { InvalidInput } from '../../../src/domain.ts'
import { BodyRefused } from '../../../src/lib/request-body.ts'

const LIMIT = 64 * 1024

const post = (body: RequestInit['body'], type?: string, headers: Record<string, string> = {}) =>
  new Request('http://nas/', {
    method: 'POST',
    body: body ?? null,
    headers: { ...headers, ...(type === undefined ? {} : { 'content-type': type }) },
  })

const chunked = (chunks: number, size: number) =>
  new ReadableStream({
    async pull(controller) {
      if (chunks === 0) return controller.close()
      chunks -= 1
      controller.enqueue(new Uint8Array(size).fill(0x20))
    },
  })

const read = (body: RequestInit['body'], type?: string) => readBody(post(body, type))

describe('a body', () => {
  test('that is empty is nothing, whatever its type says', async () => {
    for (const type of [undefined, 'application/json', 'text/plain', 'multipart/form-data']) {
      expect(await read('', type)).toBeUndefined()
      expect(await read(undefined, type)).toBeUndefined()
    }
  })

  test('is JSON or an urlencoded form', async () => {
    expect(await read('{"a":1}', 'application/json')).toEqual({ a: 1 })
    expect(await read('{"a":1}', 'Application/JSON; charset=utf-8')).toEqual({ a: 1 })
    expect(await read('\ufeff{"a":"ä"}', 'application/json')).toEqual({ a: 'ä' })
    expect(await read('null', 'application/json')).toBeNull()
    expect(await read('qbt.enabled=on', 'application/x-www-form-urlencoded')).toEqual({
      qbt: { enabled: true },
    })
  })

  test('of another type is refused', async () => {
    for (const type of [
      'text/plain',
      'text/json',
      'multipart/form-data; boundary=x',
      'application/json, text/plain',
      'application/jsonx',
      'constructor',
      '__proto__',
      'toString',
    ]) {
      await expect(read('{}', type)).rejects.toMatchObject({ code: 'unsupported_media_type' })
    }
    await expect(read(new Uint8Array([1]))).rejects.toBeInstanceOf(BodyRefused)
  })

  test('may hold 64 KiB and not one byte more, told in advance or not', async () => {
    const json = (size: number) => `"${'x'.repeat(size - 2)}"`
    expect(await read(json(LIMIT), 'application/json')).toHaveLength(LIMIT - 2)
    const tooLarge = { code: 'payload_too_large' }
    await expect(read(json(LIMIT + 1), 'application/json')).rejects.toMatchObject(tooLarge)
    await expect(read(chunked(65, 1024), 'application/json')).rejects.toMatchObject(tooLarge)
    await expect(read(chunked(1e9, 1024), 'application/json')).rejects.toMatchObject(tooLarge)
    const told = post('{}', 'application/json', { 'content-length': String(LIMIT + 1) })
    await expect(readBody(told)).rejects.toMatchObject(tooLarge)
  })

  test('that cannot be parsed is refused without being repeated', async () => {
    const bodies = [
      '{',
      'geheim',
      '{"a":1}x',
      "{'a':1}",
      '[1,]',
      new Uint8Array([0x22, 0xff, 0x22]),
    ]
    for (const body of bodies) {
      const refusal = await read(body, 'application/json').catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(InvalidInput)
      expect(String(refusal)).not.toContain('geheim')
    }
  })

  test('may be nested as deeply as it fits', async () => {
    const depth = LIMIT / 2
    await read('['.repeat(depth) + ']'.repeat(depth), 'application/json')
    await expect(read('['.repeat(LIMIT), 'application/json')).rejects.toBeInstanceOf(InvalidInput)
  })
})

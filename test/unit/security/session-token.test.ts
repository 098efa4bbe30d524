import { describe, expect, test } from 'bun:test'
import { isSignedWith, parseToken, signToken } from '../../../src/security/session-token.ts'

const key = new Uint8Array(32).fill(7)
const id = 'AAECAwQFBgcICQoLDA0ODw'
const until = Date.UTC(2026, 11, 24)
const token = signToken({ id, until }, key)
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

const isTrusted = (text: string) => {
  const parsed = parseToken(text)
  return parsed !== null && isSignedWith(parsed, key)
}

describe('a token', () => {
  test('tells its session and its end, and is a plain cookie value', () => {
    expect(parseToken(token)).toMatchObject({ id, until })
    expect(token).toMatch(/^[\w-]{72}$/)
    expect(isTrusted(token)).toBe(true)
  })

  test('is another key’s nothing', () => {
    const parsed = parseToken(token)
    expect(parsed && isSignedWith(parsed, new Uint8Array(32).fill(8))).toBe(false)
  })

  test('counts no more with any character changed', () => {
    for (let index = 0; index < token.length; index += 1) {
      for (const other of ALPHABET) {
        const changed = token.slice(0, index) + other + token.slice(index + 1)
        expect(isTrusted(changed)).toBe(changed === token)
      }
    }
  })

  test('has one spelling only', () => {
    for (const text of [
      '',
      'undefined',
      'Y18pAyh+XPDsfOZDE5f3G1WbeyPdL4nQ',
      token.slice(1),
      token.slice(0, -1),
      `${token}A`,
      `${token}=`,
      `${token}\n`,
      `+${token.slice(1)}`,
      'x'.repeat(100_000),
    ]) {
      expect(parseToken(text)).toBeNull()
    }
  })
})

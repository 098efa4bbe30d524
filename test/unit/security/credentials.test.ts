import { describe, expect, test } from 'bun:test'
import { createCredentials } from '../../../src/security/credentials.ts'

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
const both = createCredentials({ username: 'admin', password: 'pässword:1', apiKey: 'the-key' })

describe('credentials', () => {
  test('are Basic with name and password, or the key as Bearer', () => {
    for (const proof of [
      basic('admin:pässword:1'),
      basic('admin:pässword:1').replace('Basic', 'bAsIc'),
      'Bearer the-key',
      'bearer   the-key',
    ]) {
      expect([proof, both.prove(proof)]).toEqual([proof, true])
    }
  })

  test('in Basic may be written in UTF-8 or, as Sonarr does, in ISO-8859-1', () => {
    const latin1 = (text: string) => `Basic ${Buffer.from(text, 'latin1').toString('base64')}`
    expect(both.prove(latin1('admin:pässword:1'))).toBe(true)
    expect(both.prove(latin1('admin:passw?rd:1'))).toBe(false)
    const euro = createCredentials({ username: 'admin', password: '€', apiKey: null })
    expect(euro.prove(basic('admin:€'))).toBe(true)
    // What is left of it when its character is cut to a byte.
    expect(euro.prove(latin1('admin:€'))).toBe(false)
    expect(euro.prove(basic('admin:¬'))).toBe(false)
  })

  test('are nothing else', () => {
    for (const proof of [
      null,
      '',
      'Basic',
      'Basic ',
      basic(''),
      basic(':'),
      basic('admin'),
      basic('admin:'),
      basic('admin:wrong'),
      basic('Admin:pässword:1'),
      basic('admin:pässword:1 '),
      basic('the-key:'),
      'Basic the-key',
      'Basic !!!',
      'Bearer',
      'Bearer ',
      'Bearer the-key2',
      'Bearer the-ke',
      'Bearer pässword:1',
      'Bearer the-key, Basic x',
      'the-key',
      'Token the-key',
      `Bearer ${'x'.repeat(10_000)}`,
    ]) {
      expect([proof, both.prove(proof)]).toEqual([proof, false])
    }
  })

  test('of which only one is set leave the other way shut', () => {
    const key = createCredentials({ username: 'admin', password: null, apiKey: 'k' })
    expect(key.isClosed).toBe(true)
    expect(key.prove('Bearer k')).toBe(true)
    expect(key.prove(basic('admin:null'))).toBe(false)
    expect(key.prove(basic('admin:'))).toBe(false)
    const password = createCredentials({ username: 'admin', password: 'p', apiKey: null })
    expect(password.prove(basic('admin:p'))).toBe(true)
    expect(password.prove('Bearer null')).toBe(false)
    expect(password.prove('Bearer p')).toBe(false)
  })

  test('that are not set close nothing', () => {
    const open = createCredentials({ username: 'admin', password: null, apiKey: null })
    expect(open.isClosed).toBe(false)
    expect(open.prove('Bearer ')).toBe(false)
  })
})

const audiences = ['program', 'page'] as const

describe('a login', () => {
  const given = (username: string, password: string) => ({ username, password })

  test('wants name and password', () => {
    for (const audience of audiences) {
      expect(both.mayLogIn(given('admin', 'pässword:1'), audience)).toBe(true)
    }
    for (const [username, password] of [
      ['', ''],
      ['admin', ''],
      ['admin', 'wrong'],
      ['Admin', 'pässword:1'],
      ['admin:pässword', '1'],
      ['admin', 'pässword:1 '],
      ['', 'pässword:1'],
      ['admin', 'the-key'],
      ['admin', 'null'],
    ] as const) {
      for (const audience of audiences) {
        const isLetIn = both.mayLogIn(given(username, password), audience)
        expect([username, password, audience, isLetIn]).toEqual([
          username,
          password,
          audience,
          false,
        ])
      }
    }
  })

  test('is anybody’s where nothing is set', () => {
    const open = createCredentials({ username: 'admin', password: null, apiKey: null })
    for (const audience of audiences) {
      expect(open.mayLogIn(given('', ''), audience)).toBe(true)
      expect(open.mayLogIn(given('somebody', 'else'), audience)).toBe(true)
    }
  })

  test('where only a key is set wants the key of a person, and is no program’s', () => {
    const key = createCredentials({ username: 'admin', password: null, apiKey: 'k' })
    for (const word of ['', 'k', 'null']) {
      expect(key.mayLogIn(given('admin', word), 'program')).toBe(false)
    }
    for (const name of ['', 'admin', 'anybody']) {
      expect(key.mayLogIn(given(name, 'k'), 'page')).toBe(true)
      for (const word of ['', 'K', 'null']) {
        expect(key.mayLogIn(given(name, word), 'page')).toBe(false)
      }
    }
  })
})

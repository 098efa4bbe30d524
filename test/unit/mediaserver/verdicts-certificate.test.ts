import { afterEach, expect, test } from 'bun:test'
import { diagnose } from '../../../src/mediaserver/diagnose.ts'
import { createAuthority, selfSigned } from '../../support/certificate.ts'
import { apiKey, createStage } from './stage.ts'
import { authority, type Row, secure, testRows } from './verdict-rows.ts'

const past = { from: new Date('2020-01-01'), until: new Date('2021-01-01') }
const future = { from: new Date('2090-01-01'), until: new Date('2091-01-01') }
const trustHint =
  'Inside your network use http://, or switch off “Check the certificate” for this server (`verifyTls`).'

const certificates: Row[] = [
  {
    when: 'its certificate is self-signed',
    server: (stage) => secure(stage, selfSigned('127.0.0.1')),
    code: 'tls',
    message: 'The certificate of {host} is self-signed: nobody vouches for it.',
    hint: trustHint,
  },
  {
    when: 'its certificate is for another name',
    server: (stage) => secure(stage, authority.issue('elsewhere.example')),
    code: 'tls',
    message: 'The certificate of {host} is for another name.',
    hint: trustHint,
  },
  {
    when: 'its certificate has expired',
    server: (stage) => secure(stage, authority.issue('127.0.0.1', past)),
    code: 'tls',
    message: 'The certificate of {host} has expired.',
    hint: trustHint,
  },
  {
    when: 'its certificate is not valid yet',
    server: (stage) => secure(stage, authority.issue('127.0.0.1', future)),
    code: 'tls',
    message: 'The certificate of {host} is not valid yet: one of the two clocks is wrong.',
    hint: trustHint,
  },
  {
    when: 'its certificate is from an authority of its own',
    server: (stage) => secure(stage, createAuthority().issue('127.0.0.1')),
    code: 'tls',
    message: 'The certificate of {host} is from an authority that is not known here.',
    hint: trustHint,
  },
  {
    when: 'it speaks plain http and is asked for https',
    server: (stage) => stage.jellyfin().url.replace('http:', 'https:'),
    code: 'tls',
    message: 'The port at {host} does not speak https, but most likely plain http.',
    hint: 'Write http:// in place of https://, or enter the port that speaks https.',
    address: 'http://{host}',
  },
  {
    when: 'it speaks https, and hangs up on plain http',
    server: (stage) => secure(stage, selfSigned('127.0.0.1')).replace('https:', 'http:'),
    code: 'tls',
    message: 'The port at {host} speaks https, not plain http.',
    hint: 'Write https:// in place of http://, or enter the port that speaks http.',
    address: 'https://{host}',
  },
  {
    when: 'it speaks https, and says so in plain http',
    server: (stage) =>
      stage.front({
        answer: () =>
          new Response('Client sent an HTTP request to an HTTPS server.\n', { status: 400 }),
      }).url,
    code: 'tls',
    message: 'The port at {host} speaks https, not plain http.',
    hint: 'Write https:// in place of http://, or enter the port that speaks http.',
    address: 'https://{host}',
  },
]

testRows('cannot be trusted', certificates)

const stage = createStage()
afterEach(() => stage.clear())

test('the certificate check can be switched off for a server', async () => {
  for (const tls of [selfSigned('elsewhere'), authority.issue('127.0.0.1', past)]) {
    const address = { url: secure(stage, tls), apiKey, verifyTls: false }
    expect((await diagnose({ kind: 'jellyfin', address })).code).toBe('ok')
  }
})

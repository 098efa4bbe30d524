import type { CertificateFault } from './certificate-fault.ts'
import type { RedirectTarget } from './redirect-target.ts'
import type { VerdictFacts, Words } from './verdict-words.ts'

/** What is known of a server beyond the code of its verdict. */
export type Nuance =
  | CertificateFault
  | Exclude<RedirectTarget['means'], 'elsewhere'>
  | 'tls-port'
  | 'hung-up'
  | 'web-page'
  | 'web-path'
  | 'login-asked'
  | 'asked-too-often'
  | 'proxy-alone'
  | 'slow'

type Speak = (name: string, facts: VerdictFacts) => Words

const certificate =
  (fault: string): Speak =>
  (_name, { host }) => ({
    message: `The certificate of ${host} ${fault}.`,
    hint: 'Inside your network use http://, or switch off “Check the certificate” for this server (`verifyTls`).',
  })

/** What is said in place of the words that the code alone has. */
export const nuanceWords: Record<Nuance, Speak> = {
  'self-signed': certificate('is self-signed: nobody vouches for it'),
  'unknown-issuer': certificate('is from an authority that is not known here'),
  'wrong-name': certificate('is for another name'),
  expired: certificate('has expired'),
  'not-yet-valid': certificate('is not valid yet: one of the two clocks is wrong'),
  'no-tls': (_name, { host }) => ({
    message: `The port at ${host} does not speak https, but most likely plain http.`,
    hint: 'Write http:// in place of https://, or enter the port that speaks https.',
  }),
  'tls-port': (_name, { host }) => ({
    message: `The port at ${host} speaks https, not plain http.`,
    hint: 'Write https:// in place of http://, or enter the port that speaks http.',
  }),
  'hung-up': (name, { host }) => ({
    message: `Something at ${host} hung up without an answer.`,
    hint: `If ${name} has just been started, wait a minute. Otherwise check the port.`,
  }),
  'base-url': (name, { detail }) => ({
    message: `This server has a base URL: ${name} lives at ${detail}.`,
    hint: `Add ${pathOf(detail)} to the URL.`,
  }),
  moved: (name, { detail }) => ({
    message: `${name} is at another address, ${detail}.`,
    hint: 'Enter that one.',
  }),
  login: (name, { detail }) => ({
    message: `A login proxy stands in front of ${name} and sends us to ${detail}.`,
    hint: `Enter the address behind it, or have the proxy let ${name}’s API through.`,
  }),
  'login-asked': (name, { host }) => ({
    message: `Something at ${host} wants a login before ${name} can be reached.`,
    hint: `Enter the address behind it, or have the proxy let ${name}’s API through.`,
  }),
  'web-page': (name, { host, detail }) => ({
    message: `A web page answers at ${host}${detail === '' ? '' : ` (“${detail}”)`}, not ${name}’s API.`,
    hint: `Check the port and the path. If it is a login page, enter the address behind it.`,
  }),
  'web-path': (name, { detail }) => ({
    message: `${name}’s web page is at this address, not its API.`,
    hint: `Leave out ${detail} at the end of the URL.`,
  }),
  'asked-too-often': (name, { host, detail }) => ({
    message: `${host} is asked too often (429).`,
    hint: `${name} itself sets no such limit: look at the proxy before it. Test again in ${detail}.`,
  }),
  'proxy-alone': (name, { host, detail }) => ({
    message: `A proxy answers at ${host}, but ${name} behind it does not (${detail}).`,
    hint: `Check that ${name} runs and that the proxy leads to it.`,
  }),
  slow: (name, { waitedMs }) => ({
    message: `${name} answers, but does not show its libraries and tasks in ${waitedMs / 1000} s.`,
    hint: `It may be busy. Test again in a minute, and look into ${name}’s log if it stays so.`,
  }),
}

const pathOf = (url: string): string => URL.parse(url)?.pathname ?? url

import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

/** A certificate and its key, as a TLS server takes them. */
export type Certificate = { cert: string; key: string }

const DAY_MS = 86_400_000
const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2'
const COMMON_NAME = '2.5.4.3'
const BASIC_CONSTRAINTS = '2.5.29.19'
const SUBJECT_ALT_NAME = '2.5.29.17'

type Authority = { name: string; privateKey: KeyObject }

/** Makes an authority of its own, and certificates by it and without it (RFC 5280). */
export const createAuthority = (): {
  /** What a client trusts it by. */
  ca: string
  /** @param name A host name, or an IPv4 address. */
  issue(name: string, validity?: { from: Date; until: Date }): Certificate
} => {
  // Two of one name are taken for each other.
  const name = `test authority ${crypto.randomUUID()}`
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const self: Authority = { name, privateKey: pair.privateKey }
  return {
    ca: certify({ subject: name, publicKey: pair.publicKey, by: self, isAuthority: true }),
    issue: (host, validity) => makeCertificate(host, { by: self, validity }),
  }
}

/** Makes a certificate that nobody vouches for but itself. */
export const selfSigned = (host: string): Certificate => makeCertificate(host, {})

type Validity = { from: Date; until: Date }

const makeCertificate = (
  host: string,
  { by, validity }: { by?: Authority; validity?: Validity | undefined }
): Certificate => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const issuer = by ?? { name: host, privateKey }
  return {
    cert: certify({ subject: host, publicKey, by: issuer, validity }),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

const certify = ({
  subject,
  publicKey,
  by,
  validity = { from: new Date(Date.now() - DAY_MS), until: new Date(Date.now() + DAY_MS) },
  isAuthority = false,
}: {
  subject: string
  publicKey: KeyObject
  by: Authority
  validity?: Validity | undefined
  isAuthority?: boolean
}): string => {
  const algorithm = sequence(oid(ECDSA_WITH_SHA256))
  const serial = crypto.getRandomValues(new Uint8Array(8))
  serial[0] = 1
  const extension = isAuthority
    ? sequence(oid(BASIC_CONSTRAINTS), der(0x01, [0xff]), der(0x04, sequence(der(0x01, [0xff]))))
    : sequence(oid(SUBJECT_ALT_NAME), der(0x04, sequence(alternativeName(subject))))
  const body = sequence(
    der(0xa0, der(0x02, [2])),
    der(0x02, serial),
    algorithm,
    nameOf(by.name),
    sequence(time(validity.from), time(validity.until)),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extension))
  )
  const signature = sign('sha256', body, by.privateKey)
  const bytes = sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.of(0), signature])))
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

const der = (tag: number, content: Uint8Array | number[]): Buffer => {
  const { length } = content
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), Buffer.from(content)])
}

const sequence = (...parts: Uint8Array[]): Buffer => der(0x30, Buffer.concat(parts))

const oid = (dotted: string): Buffer => {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return der(0x06, [first * 40 + second, ...rest.flatMap(base128)])
}

const base128 = (value: number): number[] => {
  const digits = [value & 0x7f]
  for (let left = value >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80)
  return digits
}

const nameOf = (commonName: string): Buffer =>
  sequence(der(0x31, sequence(oid(COMMON_NAME), der(0x0c, Buffer.from(commonName)))))

const alternativeName = (host: string): Buffer =>
  /^[\d.]+$/.test(host) ? der(0x87, host.split('.').map(Number)) : der(0x82, Buffer.from(host))

/** Two digits of the year up to 2049, four from then on. */
const time = (date: Date): Buffer => {
  const digits = `${date.toISOString().replace(/[-T:]|\..*$/g, '')}Z`
  return date.getUTCFullYear() < 2050
    ? der(0x17, Buffer.from(digits.slice(2)))
    : der(0x18, Buffer.from(digits))
}

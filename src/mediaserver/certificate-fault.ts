/** What is wrong with a TLS connection, by what Bun 1.4.5 throws. */
export type CertificateFault =
  | 'self-signed'
  | 'unknown-issuer'
  | 'wrong-name'
  | 'expired'
  | 'not-yet-valid'
  | 'no-tls'

const faults: Readonly<Record<string, CertificateFault>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown-issuer',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown-issuer',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown-issuer',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown-issuer',
  ERR_TLS_CERT_ALTNAME_INVALID: 'wrong-name',
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not-yet-valid',
  EPROTO: 'no-tls',
}

/** Reads the fault, and its own word where it is none of those that have one here. */
export const certificateFaultOf = (
  cause: unknown
): { fault: CertificateFault | null; word: string } => {
  const word = cause instanceof Error && 'code' in cause ? String(cause.code) : 'TLS'
  return { fault: faults[word] ?? null, word }
}

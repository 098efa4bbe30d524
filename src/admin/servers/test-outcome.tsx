import { type MediaServerKind, mediaServerNames } from '../../domain.ts'
import type { TestResult } from '../../settings/media-server-test.ts'
import { countWords } from '../duration-words.ts'
import { visible } from '../parts/name.tsx'
import { Result } from '../parts/result.tsx'
import { Words } from '../parts/words.tsx'
import { Libraries } from './libraries.tsx'
import { Proposal, ProposedAddress } from './proposal.tsx'

/** Verdicts that pass by themselves. */
const passing: ReadonlySet<string> = new Set(['starting', 'setup_incomplete', 'rate_limited'])

/** What a Test has found: the verdict, what answered, its libraries, and the next step. */
export const TestOutcome = ({ kind, test }: { kind: MediaServerKind; test: TestResult }) => {
  const { ok, error, code, hint, proposal, product, address } = test
  const isOdd = ok && (hint !== undefined || proposal !== undefined)
  const failed = passing.has(code)
    ? ({ tone: 'wait', sign: 'wait' } as const)
    : ({ tone: 'bad', sign: 'failed' } as const)
  const shown = isOdd ? ({ tone: 'wait', sign: 'unfound' } as const) : ({ tone: 'ok' } as const)
  return (
    <Result {...(ok ? shown : failed)}>
      <p>
        <strong>{ok ? 'It works.' : visible(error ?? '')}</strong> {ok && answered(test)}
      </p>
      {ok && <Libraries libraries={test.libraries} />}
      {test.warnings.map((warning) => (
        <p key={warning} class="next">
          <Words text={warning} />
        </p>
      ))}
      <p class="next">
        <b>Next:</b> <Words text={hint ?? (ok ? 'Save.' : 'Test again.')} />{' '}
        {ok && 'No scan was started.'} {proposal && <Proposal kind={kind} proposal={proposal} />}
        {address !== undefined && <ProposedAddress kind={kind} address={address} />}
        {code === 'wrong_product' && product && (
          <a href={`#${product}-url`}>To {mediaServerNames[product]}’s form</a>
        )}
      </p>
      <p class="code">
        <code>{code}</code>
      </p>
    </Result>
  )
}

const answered = ({ product, version, serverName, libraries }: TestResult): string => {
  const name = product ? mediaServerNames[product] : ''
  const known = [name, version].filter(Boolean).join(' ')
  const count = libraries.length === 1 ? '1\u00a0library' : countWords(libraries.length, 'librarie')
  const parts = [known, serverName && `“${serverName}”`, count].filter(Boolean)
  return visible(`${parts.join(', ')}.`)
}

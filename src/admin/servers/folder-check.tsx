import { type MediaServerKind, mediaServerNames } from '../../domain.ts'
import type { Finding } from '../../paths/finding.ts'
import type { LookedAtServer, PathReport, ServerColumn } from '../../paths/path-report.ts'
import { Ring, type RingSign } from '../parts/ring.tsx'
import { Words } from '../parts/words.tsx'
import type { Tone } from '../tone.ts'
import { Libraries } from './libraries.tsx'
import { Proposal } from './proposal.tsx'

/** A path check for the form of one server. */
export type FolderReport = PathReport & {
  /** Whether it is of the folders that stand on the screen; else they are not complete. */
  areTyped: boolean
  /** The server's own address, as it is saved. */
  url: string
}

/**
 * The path check beside one media server, as it is saved, but for its folders: where T◎RRX puts the
 * files, where the server's libraries are, and what Sonarr and Radarr are told.
 */
export const FolderCheck = ({ kind, report }: { kind: MediaServerKind; report: FolderReport }) => {
  const server = report.servers.find((column) => column.server === kind)
  return (
    <div class="look">
      <section aria-label="T◎RRX">
        <h4>T◎RRX puts files in</h4>
        <p>
          <code>{report.engine.path}</code>
        </p>
        <Findings findings={report.engine.findings} />
      </section>
      <section aria-label={mediaServerNames[kind]}>
        <h4>
          {mediaServerNames[kind]}
          {report.url !== '' && ' at '}
          <code>{report.url}</code>, {report.areTyped ? 'with the folders above' : 'as it is saved'}
        </h4>
        {!report.areTyped && (
          <Line
            tone="wait"
            sign="bad"
            text="A row above is not complete: the saved ones count."
            hint={null}
          />
        )}
        {server && <Column kind={kind} column={server} />}
      </section>
      <section aria-label="Sonarr and Radarr">
        <h4>Sonarr and Radarr are told</h4>
        <p>
          {report.programs.isOn ? <code>{report.programs.savePath}</code> : 'nothing: it is off'}
        </p>
        <Findings findings={report.programs.findings} />
      </section>
    </div>
  )
}

const Column = ({ kind, column }: { kind: MediaServerKind; column: ServerColumn }) => {
  if (column.state === 'looked_at') return <LookedAt kind={kind} column={column} />
  if (column.state === 'away') {
    const { code, message, hint } = column
    return <Findings findings={[{ code, level: 'wrong', message, hint }]} />
  }
  return column.state === 'off' ? (
    <p>Off. Switch it on and save, then check again.</p>
  ) : (
    <p>Not set up. Save URL and key, then check again.</p>
  )
}

const coverages = {
  all: { tone: 'ok', sign: 'ok', words: 'A library holds all of it.' },
  part: { tone: 'wait', sign: 'unfound', words: 'Its libraries hold only a part of it.' },
  none: { tone: 'wait', sign: 'unfound', words: 'None of its libraries holds it.' },
} as const

const LookedAt = ({ kind, column }: { kind: MediaServerKind; column: LookedAtServer }) => {
  const { tone, sign, words } = coverages[column.coverage]
  return (
    <>
      <p>
        is told of it as <code>{column.path}</code>
      </p>
      <Libraries libraries={column.libraries} />
      <Line tone={tone} sign={sign} text={words} hint={null} />
      <Findings findings={column.findings} />
      {column.proposal && (
        <p>
          <Proposal kind={kind} proposal={column.proposal} />
        </p>
      )}
    </>
  )
}

const levels = {
  wrong: { tone: 'bad', sign: 'failed' },
  odd: { tone: 'wait', sign: 'bad' },
  note: { tone: 'mute', sign: 'bad' },
} as const

type Shown = Pick<Finding, 'level' | 'message' | 'hint'> & { code: string }

const Findings = ({ findings }: { findings: readonly Shown[] }) => (
  <>
    {findings.map(({ code, level, message, hint }) => (
      <Line key={code + message} {...levels[level]} text={message} hint={hint} />
    ))}
  </>
)

const Line = ({
  tone,
  sign,
  text,
  hint,
}: {
  tone: Tone
  sign: RingSign
  text: string
  hint: string | null
}) => (
  <p class={`found is-${tone}`}>
    <Ring sign={sign} />
    <span>
      <Words text={text} /> {hint && <Words text={hint} />}
    </span>
  </p>
)

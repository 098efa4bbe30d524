import type { Moment } from '../moment.ts'
import { Clock } from '../parts/time.tsx'

/** The numbers that a dashboard is told, as far as the page shows them. */
export type DashboardNumbers = {
  active: number
  completed: number
  stopped: number
  total: number
  download_speed_human: string
  /** `stale`: the engine does not answer. `down`: it has not for more than ten minutes. */
  state: 'ok' | 'stale' | 'down'
  age_seconds: number
}

type NumbersProps = {
  /** `null` as long as none were ever known. */
  numbers: DashboardNumbers | null
  moment: Moment
}

/** So young a number needs no time beside it, in seconds. */
const NEW_SECONDS = 10

/** The numbers alone. What stands around them does not change. */
export const Numbers = ({ numbers, moment }: NumbersProps) => (
  <div id="numbers">
    {numbers === null ? (
      <p class="old">No numbers are known yet: T◎RRX has not answered.</p>
    ) : (
      <>
        <List numbers={numbers} />
        <Age numbers={numbers} moment={moment} />
      </>
    )}
  </div>
)

const List = ({ numbers }: { numbers: DashboardNumbers }) => (
  <dl class={numbers.state === 'ok' ? 'numbers' : 'numbers is-old'}>
    {shown.map(([name, field]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{numbers[field]}</dd>
      </div>
    ))}
  </dl>
)

const shown = [
  ['active', 'active'],
  ['complete', 'completed'],
  ['stopped', 'stopped'],
  ['total', 'total'],
  ['download', 'download_speed_human'],
] as const

/** The state in words. Numbers that MongoDB tells in the engine's place are as young as any. */
const Age = ({ numbers, moment }: { numbers: DashboardNumbers; moment: Moment }) => {
  const { state, age_seconds: age } = numbers
  if (state === 'ok') return null
  if (age < NEW_SECONDS) {
    return <p class="old">T◎RRX’s engine does not answer at this moment.</p>
  }
  const from = <Clock at={moment.now - age * 1000} moment={moment} />
  return (
    <p class="old">
      {state === 'stale' ? (
        <>From {from}. T◎RRX has not answered since.</>
      ) : (
        <>T◎RRX is away. These numbers are from {from}.</>
      )}
    </p>
  )
}

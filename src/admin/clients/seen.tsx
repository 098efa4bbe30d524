import type { VNode } from 'preact'
import type { ClientSeen, MissingRoute } from '../../clients/clients.ts'
import type { Category } from '../../domain.ts'
import { countWords } from '../duration-words.ts'
import type { Moment } from '../moment.ts'
import { Fold } from '../parts/fold.tsx'
import { Names } from '../parts/name.tsx'
import { Ring } from '../parts/ring.tsx'
import { Ago } from '../parts/time.tsx'

/** Who has called, what it used, and what it asked for in vain. */
export type SeenView = {
  clients: readonly ClientSeen[]
  missing: readonly MissingRoute[]
  categories: readonly Category[]
  moment: Moment
}

/** So many of each stand open. */
const MOST_OPEN = 12

/** Who is talking to us. */
export const Seen = ({ view }: { view: SeenView }) => {
  const { clients, missing, moment } = view
  return (
    <div class="part" id="seen">
      <h4>Who is talking to us</h4>
      {clients.length === 0 && <p>Nobody has called since this service was started.</p>}
      <Newest id="seen-more" of="programs that have called">
        {clients.map((client) => (
          <Caller key={client.name} client={client} view={view} />
        ))}
      </Newest>
      {missing.length > 0 && (
        <>
          <h4>Asked for, but not here</h4>
          <Newest id="missing-more" of="calls that are not here">
            {missing.map((route) => (
              <li key={route.call} class="is-mute">
                <span>
                  <code>{route.call}</code>
                </span>
                <Ago at={route.lastAt} moment={moment} />
                <p>
                  {route.count === 1 ? 'Once' : countWords(route.count, 'time')}, last by{' '}
                  {route.lastProgram}. It was told 404.
                </p>
              </li>
            ))}
          </Newest>
        </>
      )}
    </div>
  )
}

/** Some stand open, and all others that are remembered in a fold. */
const Newest = ({ id, of, children }: { id: string; of: string; children: VNode[] }) => (
  <>
    <ul class="seen">{children.slice(0, MOST_OPEN)}</ul>
    {children.length > MOST_OPEN && (
      <Fold id={id} title={`${children.length - MOST_OPEN} more`} of={of}>
        <ul class="seen">{children.slice(MOST_OPEN)}</ul>
      </Fold>
    )}
  </>
)

/** What went wrong longer ago has been got over, in milliseconds. */
const TROUBLE_SHOWN_MS = 24 * 3_600_000

const Caller = ({ client, view }: { client: ClientSeen; view: SeenView }) => {
  const { name, version, lastSeenAt, lastError, refusal } = client
  const { categories, moment } = view
  const used = categories.filter(({ usedBy }) => usedBy.includes(name)).map((one) => one.name)
  const isRefusal = refusal !== null && refusal.at >= (lastError?.at ?? 0)
  const last = isRefusal ? refusal : lastError
  const trouble = last !== null && moment.now - last.at < TROUBLE_SHOWN_MS ? last : null
  return (
    <li class={trouble ? 'is-wait' : undefined}>
      {trouble && <Ring sign="bad" />}
      <span>
        <strong>{name}</strong> {version}
        {used.length > 0 && ' · '}
        <Names names={used} between=", " />
      </span>
      <Ago at={lastSeenAt} moment={moment} />
      {trouble && (
        <p>
          <code>{trouble.call}</code> {isRefusal ? 'was refused' : 'failed'}{' '}
          <Ago at={trouble.at} moment={moment} />: {trouble.reason} ({trouble.status})
        </p>
      )}
    </li>
  )
}

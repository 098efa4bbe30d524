import type { Access } from '../dashboards/access.ts'
import type { Saved } from '../forms/save.ts'
import { Fold } from '../parts/fold.tsx'
import { Ring } from '../parts/ring.tsx'
import { UNREAD, Unread } from '../parts/unread.tsx'
import { Words } from '../parts/words.tsx'
import type { Reader } from '../reader.ts'
import { Connect } from './connect.tsx'
import { QBT_URL, type QbtForm } from './qbt-form.ts'
import { QbtSettings } from './qbt-settings.tsx'
import { Seen, type SeenView } from './seen.tsx'

/** How the emulated API stands. */
export type QbtHeadView = {
  isOn: boolean
  /** Whether its settings were ever read. */
  isRead: boolean
  callers: 'none' | 'refused' | 'let-in'
  access: Pick<Access, 'closedBy' | 'username' | 'isLocalOnly'>
}

/** The card of the download clients, with its form as it stands on somebody's screen. */
export type QbtView = QbtHeadView & {
  /** `null` while there is nothing that it could be made of. */
  form: QbtForm | null
  saved: Saved | null
  isOpen: boolean
  /** The id of what is to have the focus. */
  focus: string | null
  seen: SeenView
  reader: Reader
  /** The port that this service listens on. */
  port: number
}

/** Sonarr, Radarr, and whoever else takes us for qBittorrent. */
export const QbtCard = ({ view }: { view: QbtView }) => (
  <article class="card" id="qbt" aria-labelledby="qbt-title">
    <QbtHead view={view} />
    <Seen view={view.seen} />
    <Fold title="Connect Sonarr or Radarr" isOpen={view.callers !== 'let-in' && !view.isOpen}>
      <Connect reader={view.reader} access={view.access} port={view.port} />
    </Fold>
    <QbtFold view={view} />
  </article>
)

/** The settings alone: what a save renews. */
export const QbtFold = ({
  view: { form, saved, isOpen, focus },
}: {
  view: Pick<QbtView, 'form' | 'saved' | 'isOpen' | 'focus'>
}) => (
  <div id="qbt-settings">
    {form === null ? (
      <Unread url={QBT_URL} target="#qbt-settings" />
    ) : (
      <Fold title="Settings" of="for the qBittorrent API" isOpen={isOpen}>
        <QbtSettings form={form} saved={saved} focus={focus} />
      </Fold>
    )}
  </div>
)

/** The part of the card that changes by itself. */
export const QbtHead = ({ view }: { view: QbtHeadView }) => {
  const { isOn, isRead, callers } = view
  const isFine = isRead && isOn && callers === 'let-in'
  return (
    <div class={`card-head is-${isFine ? 'ok' : 'mute'}`} id="qbt-head">
      <Ring sign={isFine ? 'ok' : isOn || !isRead ? 'mute' : 'skipped'} />
      <h3 id="qbt-title">qBittorrent API (Sonarr / Radarr)</h3>
      <p class="says">{isRead ? stateWords(view) : UNREAD}</p>
      <p>
        <Words text={passwordWords(view.access)} />
      </p>
    </div>
  )
}

const stateWords = ({ isOn, callers }: QbtHeadView): string =>
  isOn ? `On. ${callerWords[callers]}` : 'Off: programs are told that there is nothing here.'

const callerWords = {
  none: 'Nobody has called yet.',
  refused: 'Nobody who called was let in; below is why.',
  'let-in': 'Answers as qBittorrent 4.6.0.',
} as const satisfies Record<QbtHeadView['callers'], string>

const passwordWords = ({ closedBy, username }: QbtHeadView['access']): string => {
  if (closedBy === null)
    return 'No password. To set one: `AUTH_PASSWORD`, or `API_KEY`, and a restart.'
  if (closedBy === 'key')
    return 'Closed by `API_KEY`. Programs without a field for it need `AUTH_PASSWORD`.'
  return `Closed by \`AUTH_PASSWORD\`; the user name is \`${username}\`.`
}

import type { Access } from '../dashboards/access.ts'
import type { Saved } from '../forms/save.ts'
import { Fold } from '../parts/fold.tsx'
import { Ring } from '../parts/ring.tsx'
import { Words } from '../parts/words.tsx'
import type { Reader } from '../reader.ts'
import { Connect } from './connect.tsx'
import type { QbtForm } from './qbt-form.ts'
import { QbtSettings } from './qbt-settings.tsx'
import { Seen, type SeenView } from './seen.tsx'

/** How the emulated API stands. */
export type QbtHeadView = {
  isOn: boolean
  hasCallers: boolean
  access: Pick<Access, 'closedBy' | 'username'>
}

/** The card of the download clients, with its form as it stands on somebody's screen. */
export type QbtView = QbtHeadView & {
  form: QbtForm
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
    <Fold title="Connect Sonarr or Radarr" isOpen={!view.hasCallers && !view.isOpen}>
      <Connect reader={view.reader} access={view.access} port={view.port} />
    </Fold>
    <QbtFold view={view} />
  </article>
)

/** The settings alone: what a save renews. */
export const QbtFold = ({
  view,
}: {
  view: Pick<QbtView, 'form' | 'saved' | 'isOpen' | 'focus'>
}) => (
  <div id="qbt-settings">
    <Fold title="Settings" of="for the qBittorrent API" isOpen={view.isOpen}>
      <QbtSettings form={view.form} saved={view.saved} focus={view.focus} />
    </Fold>
  </div>
)

/** The part of the card that changes by itself. */
export const QbtHead = ({ view: { isOn, hasCallers, access } }: { view: QbtHeadView }) => (
  <div class={`card-head is-${isOn && hasCallers ? 'ok' : 'mute'}`} id="qbt-head">
    <Ring sign={isOn ? (hasCallers ? 'ok' : 'mute') : 'skipped'} />
    <h3 id="qbt-title">qBittorrent API (Sonarr / Radarr)</h3>
    <p class="says">
      {isOn ? 'On. ' : 'Off: programs are told that there is nothing here.'}
      {isOn && (hasCallers ? 'Answers as qBittorrent 4.6.0.' : 'Nobody has called yet.')}
    </p>
    <p>
      <Words text={passwordWords(access)} />
    </p>
  </div>
)

const passwordWords = ({ closedBy, username }: QbtHeadView['access']): string => {
  if (closedBy === null)
    return 'No password. To set one: `AUTH_PASSWORD`, or `API_KEY`, and a restart.'
  if (closedBy === 'key')
    return 'Closed by `API_KEY`. Programs without a field for it need `AUTH_PASSWORD`.'
  return `Closed by \`AUTH_PASSWORD\`; the user name is \`${username}\`.`
}

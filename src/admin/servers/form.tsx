import { type MediaServerKind, mediaServerNames } from '../../domain.ts'
import { FormStart } from '../forms/form-start.tsx'
import { htmxButton, htmxForm } from '../forms/htmx-form.ts'
import { SavedResult } from '../forms/saved.tsx'
import { Busy } from '../parts/busy.tsx'
import { Choice, FieldError, Toggle, tied } from '../parts/fields.tsx'
import { Folders } from '../parts/folders.tsx'
import type { CardView } from './card.tsx'
import { FolderCheck, type FolderReport } from './folder-check.tsx'
import { KeyField } from './key-field.tsx'
import { type ServerForm, serverUrl } from './server-form.ts'
import { TestOutcome } from './test-outcome.tsx'

const examples = { jellyfin: 'http://jellyfin:8096', emby: 'http://emby:8096' } as const

type Props = { kind: MediaServerKind; view: CardView }

/** Everything that is set for a media server. It works without script; with it only the card changes. */
export const ServerSettings = ({ kind, view }: Props) => {
  const { form, saved, focus } = view
  const errors = saved?.state === 'refused' ? saved.errors : new Map<string, string>()
  const parts = { kind, form, errors, focus }
  return (
    <form
      class="form"
      aria-labelledby={`${kind}-title`}
      {...htmxForm({
        url: serverUrl(kind),
        target: `#${kind}`,
        told: `${kind}-result`,
        busy: `${kind}-saving`,
      })}
    >
      <FormStart prefix={kind} seen={form.seen} saved={saved} />
      <Toggle
        id={`${kind}-enabled`}
        name={`${kind}.enabled`}
        label="Enabled"
        hint={`Tell ${mediaServerNames[kind]} when a torrent finishes.`}
        isOn={form.enabled}
        focus={focus}
      />
      <Url {...parts} />
      <KeyField {...parts} />
      <HowAndWhen {...parts} />
      <FolderFields {...parts} report={view.report} />
      <Toggle
        id={`${kind}-tls`}
        name={`${kind}.verifyTls`}
        label="Check the certificate"
        hint="For an https address. Switch it off for a self-signed one that you trust."
        isOn={form.verifyTls}
      />
      <Buttons kind={kind} focus={focus} />
      <Busy id={`${kind}-saving`}>One moment.</Busy>
      <div role="status" id={`${kind}-result`}>
        <SavedResult saved={saved} />
        {view.test && <TestOutcome kind={kind} test={view.test} />}
      </div>
    </form>
  )
}

type Parts = {
  kind: MediaServerKind
  form: ServerForm
  errors: ReadonlyMap<string, string>
  focus: string | null
}

const Url = ({ kind, form, errors }: Parts) => {
  const error = errors.get(`${kind}.url`)
  const id = `${kind}-url`
  return (
    <div class="field">
      <label for={id}>URL</label>
      <input
        id={id}
        name={`${kind}.url`}
        type="url"
        value={form.url}
        placeholder={examples[kind]}
        autocomplete="off"
        spellcheck={false}
        {...tied(id, error)}
      />
      {error === undefined ? (
        <p class="hint" id={`${id}-hint`}>
          As seen from this service. In the same Docker network: <code>{examples[kind]}</code>
        </p>
      ) : (
        <FieldError id={`${id}-error`} message={error} />
      )}
    </div>
  )
}

const HowAndWhen = ({ kind, form }: Parts) => (
  <>
    <fieldset>
      <legend>How to refresh</legend>
      <Choice
        id={`${kind}-full`}
        name={`${kind}.refresh`}
        value="full"
        label="Whole library"
        isChosen={form.refresh === 'full'}
      >
        Needs no folders. Right for most homes.
      </Choice>
      <Choice
        id={`${kind}-targeted`}
        name={`${kind}.refresh`}
        value="targeted"
        label="Only where the new files are"
        isChosen={form.refresh === 'targeted'}
      >
        Faster when libraries are large. The folders below must be right; what they do not hold has
        the whole library refreshed.
      </Choice>
    </fieldset>
    <fieldset>
      <legend>When</legend>
      <Choice
        id={`${kind}-download`}
        name={`${kind}.after`}
        value="download"
        label="When the download has finished"
        isChosen={form.after === 'download'}
      >
        Right where {mediaServerNames[kind]} looks into T◎RRX’s own folder.
      </Choice>
      <Choice
        id={`${kind}-import`}
        name={`${kind}.after`}
        value="import"
        label="After Sonarr’s or Radarr’s import"
        isChosen={form.after === 'import'}
      >
        Right where they copy it into the library. What they do not manage is told at once.
      </Choice>
    </fieldset>
  </>
)

const FolderFields = ({
  kind,
  form,
  errors,
  focus,
  report,
}: Parts & { report: FolderReport | null }) => (
  <fieldset>
    <legend>Folders</legend>
    <p class="hint">
      Only where {mediaServerNames[kind]} sees T◎RRX’s downloads under another path.
    </p>
    <Folders
      id={`${kind}-folders`}
      name={`${kind}.pathMap`}
      theirs={`${mediaServerNames[kind]} sees it as`}
      pairs={form.folders}
      errors={errors}
      focus={focus}
    />
    <div class="btns">
      <button type="submit" class="btn" name="do" value="row" id={`${kind}-row`}>
        Add a row
      </button>
      <button
        type="submit"
        class="btn"
        name="do"
        value="folders"
        id={`${kind}-check`}
        autofocus={focus === `${kind}-check`}
        {...htmxButton({ url: serverUrl(kind), place: `${kind}-looked`, busy: `${kind}-looking` })}
      >
        Check the folders
      </button>
    </div>
    <Busy id={`${kind}-looking`}>Looking where the files and the libraries are.</Busy>
    <div role="status" id={`${kind}-looked`}>
      {report && <FolderCheck kind={kind} report={report} />}
    </div>
  </fieldset>
)

const Buttons = ({ kind, focus }: { kind: MediaServerKind; focus: string | null }) => (
  <>
    <div class="btns">
      <button
        type="submit"
        class="btn"
        name="do"
        value="test"
        id={`${kind}-test`}
        autofocus={focus === `${kind}-test`}
        {...htmxButton({ url: serverUrl(kind), place: `${kind}-result`, busy: `${kind}-testing` })}
      >
        Test
      </button>
      <button
        type="submit"
        class="btn btn-main"
        name="do"
        value="save"
        id={`${kind}-save`}
        autofocus={focus === `${kind}-save`}
      >
        Save
      </button>
    </div>
    <Busy id={`${kind}-testing`}>Calling {mediaServerNames[kind]}. It is given 5&nbsp;s.</Busy>
  </>
)

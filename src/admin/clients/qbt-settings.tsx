import { FormStart } from '../forms/form-start.tsx'
import { htmxForm } from '../forms/htmx-form.ts'
import type { Saved } from '../forms/save.ts'
import { SavedResult } from '../forms/saved.tsx'
import { Busy } from '../parts/busy.tsx'
import { Choice, Toggle } from '../parts/fields.tsx'
import { Folders } from '../parts/folders.tsx'
import { QBT_URL, type QbtForm } from './qbt-form.ts'

/** Everything that is set for the programs that take us for qBittorrent. */
export const QbtSettings = ({
  form,
  saved,
  focus,
}: {
  form: QbtForm
  saved: Saved | null
  /** The id of what is to have the focus. */
  focus: string | null
}) => (
  <form
    class="form"
    aria-labelledby="qbt-title"
    {...htmxForm({ url: QBT_URL, target: '#qbt-settings', told: 'qbt-result', busy: 'qbt-saving' })}
  >
    <FormStart prefix="qbt" seen={form.seen} saved={saved} />
    <Toggle
      id="qbt-enabled"
      name="qbt.enabled"
      label="Enabled"
      hint="Let other programs use T◎RRX as if it were qBittorrent."
      isOn={form.enabled}
      focus={focus}
    />
    <Finished form={form} />
    <fieldset>
      <legend>Folders</legend>
      <p class="hint">Only where they see T◎RRX’s downloads under another path.</p>
      <Folders
        id="qbt-folders"
        name="qbt.pathMap"
        theirs="They see it as"
        pairs={form.folders}
        errors={saved?.state === 'refused' ? saved.errors : new Map()}
        focus={focus}
      />
      <div class="btns">
        <button type="submit" class="btn" name="do" value="row" id="qbt-row">
          Add a row
        </button>
      </div>
    </fieldset>
    <Toggle
      id="qbt-links"
      name="qbt.addByUrl"
      label="Fetch links to .torrent files"
      hint="Programs may then send a link, which this service opens. Magnets work in any case."
      isOn={form.addByUrl}
    />
    <div class="btns">
      <button
        type="submit"
        class="btn btn-main"
        name="do"
        value="save"
        id="qbt-save"
        autofocus={focus === 'qbt-save'}
      >
        Save
      </button>
    </div>
    <Busy id="qbt-saving">One moment.</Busy>
    <div role="status" id="qbt-result">
      <SavedResult saved={saved} />
    </div>
  </form>
)

const Finished = ({ form }: { form: QbtForm }) => (
  <fieldset>
    <legend>When a torrent has finished, Sonarr and Radarr</legend>
    <Choice
      id="qbt-keep"
      name="qbt.finished"
      value="keep"
      label="copy it and leave it in T◎RRX"
      isChosen={form.finished === 'keep'}
    >
      You can go on streaming it. Uses the space twice unless both folders are on one disk.
    </Choice>
    <Choice
      id="qbt-hand-over"
      name="qbt.finished"
      value="hand-over"
      label="move it and remove it from T◎RRX"
      isChosen={form.finished === 'hand-over'}
    >
      <span class="danger">They delete the torrent and its files here.</span> Whoever is streaming
      it is cut off.
    </Choice>
  </fieldset>
)

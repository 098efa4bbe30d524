import { type MediaServerKind, mediaServerNames } from '../../domain.ts'
import type { PathCheck } from '../../paths/path-check.ts'
import {
  type Diagnose,
  type TestResult,
  testMediaServer,
} from '../../settings/media-server-test.ts'
import { type Advise, choosePaths } from '../../settings/path-advice.ts'
import type { IntegrationSettings } from '../../settings/schema.ts'
import type { Settings } from '../../settings/settings.ts'
import { readStored } from '../../settings/stored.ts'
import type { TestRate } from '../../settings/test-rate.ts'
import { currentSettings } from '../forms/current-settings.ts'
import { type Saved, saveSection } from '../forms/save.ts'
import type { Submitted } from '../forms/submitted.ts'
import type { FolderReport } from './folder-check.tsx'
import { formFields, type ServerForm, storedForm, typedForm } from './server-form.ts'

export type ServerActionDeps = {
  settings: Pick<Settings, 'current' | 'patch'>
  diagnose: Diagnose
  advise: Advise
  rate: TestRate
  lookAtPaths: PathCheck['look']
}

/** What came of a button of a media server's form. */
export type ServerActed = {
  status: 200 | 422 | 503
  settings: IntegrationSettings
  form: ServerForm
  saved?: Saved
  test?: TestResult
  report?: FolderReport
}

/**
 * Does what a button of the form asks for. What was typed stays in the form, unless it was saved,
 * or thrown away for what is stored.
 */
export const actOnServer = async (
  deps: ServerActionDeps,
  { kind, sent }: { kind: MediaServerKind; sent: Submitted }
): Promise<ServerActed> => {
  const known = await currentSettings(deps.settings)
  const settings = known ?? readStored(null).settings
  const form = typedForm(sent, known?.[kind] ?? null)
  if (known === null) {
    const isQuestion = sent.act === 'test' || sent.act === 'folders'
    const answer = isQuestion ? { test: nobodyAsked } : { saved: { state: 'away' } as const }
    return { status: 503, settings, form, ...answer }
  }
  const here = { status: 200, settings, form } as const
  switch (sent.act) {
    case 'test': {
      const body = { [kind]: formFields(form) }
      return { ...here, test: await testMediaServer({ ...deps, kind, body, settings }) }
    }
    case 'folders':
      return { ...here, report: await lookAtFolders(deps, { kind, form, settings }) }
    case 'fill':
      return { ...here, form: { ...form, folders: sent.proposed } }
    case 'use':
      return { ...here, form: { ...form, url: sent.address } }
    case 'row':
      return { ...here, form: { ...form, folders: [...form.folders, { from: '', to: '' }] } }
    case 'key-replace':
    case 'key-clear':
    case 'key-keep':
      return { ...here, form: { ...form, key: keyStates[sent.act], typedKey: '' } }
    case 'reload':
      return { ...here, form: storedForm(settings[kind]) }
    default:
      return await save(deps, { kind, form, settings })
  }
}

/** With the folders as they are typed, where they could be saved so. */
const lookAtFolders = async (
  { lookAtPaths }: ServerActionDeps,
  { kind, form, settings }: Typed
): Promise<FolderReport> => {
  const given = formFields(form)
  const { pathMap, after, warnings } = choosePaths(kind, { given, stored: settings[kind] })
  const report = await lookAtPaths({ [kind]: { pathMap, after } })
  return { ...report, areTyped: warnings.length === 0, url: settings[kind].url }
}

type Typed = { kind: MediaServerKind; form: ServerForm; settings: IntegrationSettings }

const nobodyAsked: TestResult = {
  ok: false,
  error: 'Nobody was asked: the settings could not be read yet.',
  code: 'incomplete',
  hint: 'Try again when the database answers.',
  libraries: [],
  warnings: [],
}

const keyStates = { 'key-replace': 'replace', 'key-clear': 'clear', 'key-keep': 'keep' } as const

const save = async (
  deps: ServerActionDeps,
  { kind, form, settings }: Typed
): Promise<ServerActed> => {
  const saved = await saveSection(deps.settings, {
    section: kind,
    fields: formFields(form),
    seen: form.seen,
    name: mediaServerNames[kind],
  })
  if (saved.state === 'saved') {
    return { status: 200, settings: saved.settings, form: storedForm(saved.settings[kind]), saved }
  }
  if (saved.state === 'away') return { status: 503, settings, form, saved }
  const known = saved.state === 'conflict' ? saved.settings : settings
  return { status: 422, settings: known, form, saved }
}

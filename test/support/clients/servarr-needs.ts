import assert from 'node:assert/strict'
import { Type } from '@sinclair/typebox'
import type { Replayed } from '../replay.ts'
import { assertDone, assertText, readJson } from './answer.ts'
import { flag, infoList, integer, number, text } from './info-row.ts'
import { propertiesAnswer } from './property-answers.ts'
import type { Credentials } from './stage.ts'

/** What Sonarr and Radarr read of `app/preferences`, as it must be for a Test to be green. */
const preferences = Type.Object({
  save_path: Type.String({ pattern: '^/.*[^/]$' }),
  dht: Type.Literal(true),
  queueing_enabled: Type.Literal(true),
  max_ratio_enabled: Type.Literal(false),
  max_ratio: number,
  max_ratio_act: Type.Integer({ minimum: 0, maximum: 3 }),
  max_seeding_time_enabled: Type.Literal(false),
  max_seeding_time: integer,
  max_inactive_seeding_time_enabled: flag,
  max_inactive_seeding_time: integer,
})

export const categories = Type.Record(text, Type.Object({ name: text, savePath: text }))

/**
 * Checks that Sonarr and Radarr can go on with what they were answered, by what their code does with
 * it, not by what qBittorrent answered once.
 *
 * @param known What proves somebody to the server that was asked; `null` for anybody.
 */
export const assertServed = (replayed: Replayed, known: Credentials | null): void => {
  const { call, answer, recorded, isAdmitted } = replayed
  assert.ok(answer.status < 300 || answer.status >= 400, 'a redirect is not followed')
  const check = checks[call]
  if (call === 'auth/login') assertLogin(replayed, known)
  else if (check === undefined) assert.equal(answer.status, recorded.status)
  else if (isAdmitted) check(replayed)
  else assertText(answer, 'Forbidden', 403)
}

/** As `assertServed`, for all exchanges of a step. */
export const assertAllServed = (all: readonly Replayed[], known: Credentials | null): void => {
  for (const replayed of all) assertServed(replayed, known)
}

const asRecorded = ({ answer, recorded }: Replayed): void =>
  assertText(answer, recorded.body ?? '', recorded.status)

const checks: Readonly<Record<string, (replayed: Replayed) => void>> = {
  'app/webapiVersion': ({ answer }) => {
    // Without a `v`, a line break or a suffix; share limits inside an add, and `paused`.
    assertText(answer, /^2\.(9|10)\.\d+$/.exec(answer.text)?.[0] ?? 'a version')
  },
  'app/preferences': ({ answer }) => void readJson(preferences, answer),
  'torrents/info': ({ request, answer }) => {
    const category = new URLSearchParams(request.path.split('?')[1]).get('category')
    for (const row of readJson(infoList, answer)) {
      if (category !== null) assert.equal(row.category, category)
    }
  },
  'torrents/categories': ({ answer }) => {
    const known = readJson(categories, answer)
    assert.deepEqual(
      Object.values(known).map(({ name }) => name),
      Object.keys(known)
    )
  },
  'torrents/createCategory': asRecorded,
  // What is there already counts as added, where qBittorrent says `Fails.` and the grab is lost.
  'torrents/add': ({ answer }) => assertText(answer, 'Ok.'),
  'torrents/properties': ({ answer }) => void readJson(propertiesAnswer, answer),
  // qBittorrent refuses it without `deleteFiles`; here the data stays then.
  'torrents/delete': ({ answer }) => assertDone(answer),
  'torrents/setCategory': asRecorded,
  'torrents/topPrio': asRecorded,
  'torrents/setForceStart': asRecorded,
  'torrents/addTags': asRecorded,
}

const assertLogin = ({ request, answer }: Replayed, known: Credentials | null): void => {
  const form = new URLSearchParams(request.body)
  const isRight =
    known === null ||
    (form.get('username') === known.username && form.get('password') === known.password)
  assertText(answer, isRight ? 'Ok.' : 'Fails.')
  const cookies = answer.headers.getSetCookie()
  assert.equal(cookies.length, isRight ? 1 : 0)
  for (const cookie of cookies) {
    // Over plain http a `Secure` one would never come back.
    assert.match(cookie, /^SID=[^;]+;(?!.*secure).* httponly;.* path=\/$/i)
  }
}

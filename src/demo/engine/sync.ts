import type { Clock } from '../../lib/clock.ts'
import { type Content, nameOf, totalBytes } from './content.ts'
import {
  type EngineRecord,
  type EngineRecords,
  type ProgressUpdate,
  type RecordedFile,
  ratio,
} from './record.ts'
import { doneBytes, type Session, statusOf } from './session.ts'
import type { Sessions } from './sessions.ts'

/**
 * Writes what the sessions have into their records, once. A session whose record is missing, or
 * that has nothing new, is passed over.
 */
export const syncRecords = async ({
  sessions,
  records,
  clock,
}: {
  sessions: Sessions
  records: EngineRecords
  clock: Clock
}): Promise<void> => {
  const ids = sessions.ids()
  if (ids.length === 0) return
  const found = new Map((await records.findMany(ids)).map((record) => [record.id, record]))
  for (const id of ids) {
    const look = sessions.look(id)
    const record = found.get(id)
    if (look === null || record === undefined) continue
    const update = updateFor(look.session, record)
    const updatedAt = Math.floor(clock.now() / 1000)
    if (update !== null) await records.advance(id, { ...update, updatedAt })
  }
}

type Update = Omit<ProgressUpdate, 'updatedAt'>

/** What is new in the session; `null` for nothing. */
const updateFor = (session: Session, record: EngineRecord): Update | null => {
  const done = doneBytes(session)
  const status = statusOf(session)
  const news: Omit<Update, 'doneBytes'> = {
    ...(status === record.status ? {} : { status }),
    ...(session.content === null ? {} : contentNews(session.content, session.done, record)),
  }
  if (Object.keys(news).length === 0 && done <= record.doneBytes) return null
  const total = news.totalBytes ?? record.totalBytes
  // A session that was opened anew lowers the progress, while `doneBytes` keeps its highest value.
  return {
    ...news,
    doneBytes: done,
    ...(total > 0 ? { totalBytes: total, progress: ratio(done, total) } : {}),
  }
}

const contentNews = (content: Content, done: readonly number[], record: EngineRecord) => {
  const files = content.files.map(
    ({ path, length }, index): RecordedFile => ({
      index,
      path,
      length,
      bytesCompleted: Math.max(done[index] ?? 0, record.files[index]?.bytesCompleted ?? 0),
    })
  )
  const isFirst = files.length !== record.files.length
  const hasMore = files.some(
    ({ bytesCompleted }, index) => bytesCompleted > (record.files[index]?.bytesCompleted ?? 0)
  )
  const total = { totalBytes: totalBytes(content) }
  return {
    ...(isFirst || hasMore ? { files } : {}),
    ...(isFirst ? total : {}),
    ...(record.name === '' ? { name: nameOf(content), ...total } : {}),
  }
}

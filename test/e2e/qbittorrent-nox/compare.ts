import { join } from 'node:path'
import { startEngine } from '../../../src/demo/engine/start.ts'
import { type Difference, differences, shapeOf } from '../../support/answer-shape.ts'
import { type ApiCall, converse } from '../../support/api-call.ts'
import { startBinary, untilReady } from '../../support/binary.ts'
import { qbittorrentLogin, startQbittorrentNox } from '../../support/qbittorrent-nox.ts'
import { film, filmData } from './torrents.ts'

/** One call whose answers are not of the same shape in one place. */
export type FoundDifference = Difference & { call: string }

/**
 * Starts a real qBittorrent and the service, both new and both with a password or both without,
 * sends both the same calls, and ends them.
 *
 * @param path The qBittorrent's program.
 */
export const compare = async ({
  path,
  needsLogin,
  calls,
}: {
  path: string
  needsLogin: boolean
  calls: readonly ApiCall[]
}): Promise<FoundDifference[]> => {
  await using cleanUp = new AsyncDisposableStack()
  const original = await startQbittorrentNox({ path, needsLogin })
  cleanUp.defer(original.stop)
  await Bun.write(join(original.downloadDir, filmData.name), filmData.bytes)

  const engine = await startEngine({ syncIntervalMs: 100, metadataWaitMs: 100, sessionLimit: 0 })
  cleanUp.defer(engine.stop)
  engine.control.setSpeed(film.hash, filmData.bytes.length * 100)
  const ours = await startBinary({
    env: {
      TORRENT_ENGINE_URL: engine.url,
      ...(needsLogin
        ? { AUTH_USERNAME: qbittorrentLogin.username, AUTH_PASSWORD: qbittorrentLogin.password }
        : {}),
    },
  })
  cleanUp.defer(async () => void (await ours.end('SIGKILL')))
  await untilReady(ours)

  const [fromOriginal, fromOurs] = await Promise.all([
    converse(original.url, calls),
    converse(ours.url, calls),
  ])
  return calls.flatMap(({ name, isDelta = false }) => {
    const [theirs, own] = [fromOriginal.get(name), fromOurs.get(name)]
    if (theirs === undefined || own === undefined) throw new Error(`${name} was not answered`)
    const found = differences(shapeOf(theirs), shapeOf(own), { isDelta })
    return found.map((difference) => ({ call: name, ...difference }))
  })
}

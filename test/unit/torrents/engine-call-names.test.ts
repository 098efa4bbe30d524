import { expect, test } from 'bun:test'
import { createEngineClient } from '../../../src/torrents/engine/engine.ts'
import { engineCallNames } from '../../../src/torrents/engine/engine-calls.ts'
import { infoHash } from '../../support/torrents.ts'

test('every call of the engine is one of those that are counted from 0', async () => {
  const seen = new Set<string>()
  const engine = createEngineClient({
    baseUrl: 'http://127.0.0.1:9',
    observe: ({ call }) => void seen.add(call),
  })
  const id = infoHash(1)
  // Nothing listens there: what counts is what was asked for.
  await Promise.allSettled([
    engine.list(),
    engine.newest(),
    engine.ids(),
    engine.states(),
    engine.ping(),
    engine.files(id),
    engine.session(id),
    engine.pieces(id),
    engine.setup(),
    engine.add({ kind: 'magnet', magnet: `magnet:?xt=urn:btih:${id}` }),
    engine.start(id),
    engine.stop([id]),
    engine.remove([id], { deleteFiles: false }),
    engine.setTags(id, []),
  ])
  expect(Object.keys(engine)).toHaveLength(14)
  expect([...seen].sort()).toEqual(engineCallNames.toSorted())
})

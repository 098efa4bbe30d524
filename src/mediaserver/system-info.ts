import { type Static, Type } from '@sinclair/typebox'
import { Unavailable } from '../upstream-error.ts'
import type { PublicInfo } from './server.ts'

/** `GET /System/Info/Public`: without `ProductName` it is Emby's, with it Jellyfin's. */
const readyInfo = Type.Object({
  Id: Type.String(),
  Version: Type.String(),
  ServerName: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  ProductName: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  StartupWizardCompleted: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
})

/**
 * What Jellyfin's setup server answers while the real one starts: camel case, and a first setup
 * that is said to be unfinished even where it was done long ago. Seen in 10.11 and 12.
 */
const startingInfo = Type.Object({ startupWizardCompleted: Type.Boolean() })

/** The answer of either product in either of its lives. */
export const systemInfo = Type.Union([readyInfo, startingInfo])

/**
 * Reads who answered.
 *
 * @throws {Unavailable} `service-unavailable` while the server is starting; `unexpected-answer` from
 *   another product.
 */
export const publicInfoOf = (info: Static<typeof systemInfo>): PublicInfo => {
  if (!('Id' in info)) {
    throw new Unavailable('the media server is starting', { code: 'service-unavailable' })
  }
  const { ProductName: name } = info
  if (name != null && !/jellyfin/i.test(name)) {
    throw new Unavailable('this is no media server that is known here', {
      code: 'unexpected-answer',
    })
  }
  return {
    product: name == null ? 'emby' : 'jellyfin',
    version: info.Version,
    serverName: info.ServerName ?? null,
    isSetUp: info.StartupWizardCompleted !== false,
  }
}

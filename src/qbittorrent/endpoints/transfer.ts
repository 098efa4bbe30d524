import { bytesPerSecond } from '../additions.ts'
import { done, type Endpoints, json, Refused, required, text } from '../endpoint.ts'
import type { GlobalLimitsKeeper } from '../global-limits.ts'
import { wholeNumber } from '../parameter-values.ts'
import type { Shown } from '../shown.ts'
import { toTransferInfo } from '../transfer.ts'

/** `transfer`. Limits and their mode are told again as they were set, and hold nothing up. */
export const transferEndpoints = ({
  show,
  limits,
}: {
  show: () => Promise<Shown>
  limits: GlobalLimitsKeeper
}): Endpoints => ({
  group: 'transfer',
  reads: {
    info: async () => json(toTransferInfo((await show()).view, limits.get())),
    speedLimitsMode: () => text(limits.get().isAlternative ? '1' : '0'),
    downloadLimit: () => text(String(limits.get().download)),
    uploadLimit: () => text(String(limits.get().upload)),
  },
  writes: {
    toggleSpeedLimitsMode() {
      limits.set({ isAlternative: !limits.get().isAlternative })
      return done()
    },
    setSpeedLimitsMode(call) {
      required(call, 'mode')
      const mode = wholeNumber(call.parameters, 'mode')
      if (mode === null) throw new Refused(400, "'mode': invalid argument")
      limits.set({ isAlternative: mode !== 0 })
      return done()
    },
    setDownloadLimit(call) {
      required(call, 'limit')
      limits.set({ download: bytesPerSecond(call.parameters, 'limit') })
      return done()
    },
    setUploadLimit(call) {
      required(call, 'limit')
      limits.set({ upload: bytesPerSecond(call.parameters, 'limit') })
      return done()
    },
    banPeers(call) {
      required(call, 'peers')
      return done()
    },
  },
})

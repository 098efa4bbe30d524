/** Limits for all torrents together, in bytes per second; 0 for none. */
export type GlobalLimits = {
  download: number
  upload: number
  alternativeDownload: number
  alternativeUpload: number
  /** Whether the alternative ones count. */
  isAlternative: boolean
}

/** The limits that programs set. The engine has none: they are told again while this process lives. */
export type GlobalLimitsKeeper = {
  get(): GlobalLimits
  set(change: Partial<GlobalLimits>): void
}

/** qBittorrent's own alternative limits, until somebody sets others. */
const ALTERNATIVE_BYTES = 10 * 1024

/** Makes a keeper of no limits. */
export const createGlobalLimits = (): GlobalLimitsKeeper => {
  let limits: GlobalLimits = {
    download: 0,
    upload: 0,
    alternativeDownload: ALTERNATIVE_BYTES,
    alternativeUpload: ALTERNATIVE_BYTES,
    isAlternative: false,
  }
  return {
    get: () => limits,
    set(change) {
      limits = { ...limits, ...change }
    },
  }
}

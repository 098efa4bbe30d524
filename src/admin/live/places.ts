/** So many pages are looked after once a second. */
const MOST_PAGES = 24
/** So many of one browser: by HTTP/1.1 it opens six connections to us, and needs some for the rest. */
const MOST_OF_A_BROWSER = 4

/** Who is told at once of what changes. */
export type Places = {
  /**
   * Takes a place for a page of this browser. Where there is none, the page gives way that has had
   * one for the longest time.
   *
   * @param isPatient Whether it would rather have none then.
   */
  take(browser: string, options: { isPatient: boolean }): Place
}

export type Place = {
  /** Aborted when another page takes this place; aborted from the beginning where there was none. */
  displaced: AbortSignal
  leave(): void
}

/** Makes them, all free. */
export const createPlaces = (): Places => {
  /** In the order in which they were taken. */
  const taken = new Set<{ browser: string; displacement: AbortController }>()
  return {
    take(browser, { isPatient }) {
      const ofBrowser = [...taken].filter((one) => one.browser === browser)
      const [oldest] = taken
      const inTheWay =
        (ofBrowser.length >= MOST_OF_A_BROWSER && ofBrowser[0]) ||
        (taken.size >= MOST_PAGES && oldest)
      if (inTheWay && isPatient) return { displaced: AbortSignal.abort(), leave() {} }
      if (inTheWay) {
        taken.delete(inTheWay)
        inTheWay.displacement.abort()
      }
      const place = { browser, displacement: new AbortController() }
      taken.add(place)
      return { displaced: place.displacement.signal, leave: () => taken.delete(place) }
    },
  }
}

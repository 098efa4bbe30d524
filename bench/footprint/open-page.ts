import { NEWEST_URL } from '../../src/admin/activity/view.ts'
import { PAGE_URL } from '../../src/admin/urls.ts'

/** A page of the service that stands open. */
export type OpenPage = { receivedBytes(): number; close(): Promise<void> }

/**
 * Opens the page as a browser does, but for the drawing: the document, then its events, anew when
 * they end, and the list of what has finished whenever they say that it is old.
 */
export const openPage = async (url: string): Promise<OpenPage> => {
  const closing = new AbortController()
  const { signal } = closing
  let received = 0
  const get = async (path: string) => {
    const answer = await fetch(url + path, { signal })
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`)
    return answer
  }
  const follow = async () => {
    const { body } = await get(`${PAGE_URL}/live`)
    for await (const text of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      received += text.length
      if (text.includes('event: activity')) await (await get(NEWEST_URL)).text()
    }
  }
  const stayOpen = async () => {
    while (!signal.aborted) await follow()
  }
  await (await get(PAGE_URL)).text()
  const open = stayOpen().catch((error) => {
    if (!signal.aborted) throw error
  })
  return {
    receivedBytes: () => received,
    async close() {
      closing.abort()
      await open
    },
  }
}

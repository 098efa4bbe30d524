/** The stored shape is newer than this program: nothing is read or written, so as not to harm it. */
export class StoreTooNew extends Error {
  override name = 'StoreTooNew'

  /**
   * @param where What holds the data, for a person: a file's path, or a database's name.
   * @param found The shape's version as it was found there.
   * @param known The newest shape that this program knows.
   */
  constructor({ where, found, known }: { where: string; found: unknown; known: number }) {
    super(
      `${where} has shape ${JSON.stringify(found)}, written by a newer torrent-notifier; ` +
        `this one knows shapes up to ${known}. Start the newer version again`
    )
  }
}

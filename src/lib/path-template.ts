const ID = /\/(?:[0-9a-f]{40}|[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?=\/|$)/gi
const NUMBER = /\/\d+(?=\/|$)/g

/** A path without what tells one torrent, item or file from another: `/torrents/:id/files/:n`. */
export const templateOf = (path: string): string => path.replace(ID, '/:id').replace(NUMBER, '/:n')

import type { Found, Inventory } from '../torrents/inventory/inventory.ts'
import { type Call, notFound, required } from './endpoint.ts'

/**
 * The torrent that a call names by `hash`, and who told of it.
 *
 * @throws {Refused} 400 where none is named, 404 where there is none of this hash.
 */
export const findTorrent = async (
  inventory: Pick<Inventory, 'find'>,
  call: Call
): Promise<Found> => {
  const found = await inventory.find(required(call, 'hash').toLowerCase())
  if (found === null) throw notFound()
  return found
}

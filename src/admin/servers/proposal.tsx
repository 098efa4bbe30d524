import type { MediaServerKind } from '../../domain.ts'
import type { ProposedMapping } from '../../settings/path-advice.ts'
import { visible } from '../parts/name.tsx'

/** A button that enters the URL at which the server was found; nothing is saved by it. */
export const ProposedAddress = ({ kind, address }: { kind: MediaServerKind; address: string }) => (
  <button type="submit" class="link" name="use" value={address} id={`${kind}-use`}>
    Use <code>{visible(address)}</code>
  </button>
)

/** A button that fills the proposed folders into the form; nothing is saved by it. */
export const Proposal = ({
  kind,
  proposal,
}: {
  kind: MediaServerKind
  proposal: Pick<ProposedMapping, 'from' | 'to' | 'pathMap'>
}) => (
  <button
    type="submit"
    class="link"
    name="fill"
    value={JSON.stringify(proposal.pathMap)}
    id={`${kind}-fill`}
  >
    Fill in <code>{visible(proposal.from)}</code> → <code>{visible(proposal.to)}</code>
  </button>
)

import { addressKey } from '../../domain/customers/email-address.ts';
import { ERASED } from '../../domain/erased.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';

/** What an event says of an address, as it is kept: what comes late about somebody who was erased (U5) counts, without words. */
export async function keptOf(
  deps: CommandDeps,
  tx: Tx,
  { address, detail }: { address?: string | null | undefined; detail?: string | null | undefined },
): Promise<{ address: string | null; detail: string | null }> {
  const isForgotten =
    typeof address === 'string' && (await deps.store.forgottenContacts.isForgotten(tx, address));
  if (isForgotten) return { address: ERASED, detail: null };
  return { address: typeof address === 'string' ? addressKey(address) : null, detail: detail ?? null };
}

import { addSuppression } from '../../commands/sending/add-suppression.ts';
import { SYSTEM } from '../../contracts/actor.ts';
import type { AddSuppression } from '../../contracts/sending/suppressions.ts';
import type { ActivityDeps } from '../deps.ts';

/** Suppresses an address, or a number, that a server says does not exist or wants nothing, whatever the source of the message (D3). */
export async function suppressRefused(
  deps: ActivityDeps,
  address: string,
  about: Pick<AddSuppression, 'channel' | 'reason'> = { channel: 'email', reason: 'hard_bounce' },
): Promise<void> {
  await addSuppression(deps, SYSTEM, { ...about, address, source: 'server' });
}

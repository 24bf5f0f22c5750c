import { addSuppression } from '../../commands/sending/add-suppression.ts';
import { SYSTEM } from '../../contracts/actor.ts';
import type { ActivityDeps } from '../deps.ts';

/** Suppresses an address that a server says does not exist, whatever the source of the message (D3). */
export async function suppressRefused(deps: ActivityDeps, address: string): Promise<void> {
  await addSuppression(deps, SYSTEM, { channel: 'email', address, reason: 'hard_bounce', source: 'server' });
}

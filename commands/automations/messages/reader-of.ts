import { SYSTEM, type Viewer } from '../../../contracts/actor.ts';
import type { AutomationSend } from '../../../domain/automations/message.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';

/** Who of our own people reads a mail, and whose sight limits what it may be about (U3); or why nobody does. */
export type Reader =
  | { kind: 'reader'; address: string; viewers: Viewer[] }
  | { kind: 'none'; code: 'no_recipient' | 'user_inactive'; detail: string };

/** Finds the reader of a mail to a user, as the user is now, or to an address, which sees what its automation does. */
export async function readerOf(
  { store }: Pick<CommandDeps, 'store'>,
  db: Tx,
  {
    userId,
    address,
    automation,
  }: Pick<AutomationSend, 'userId' | 'address'> & {
    automation: Pick<AutomationSend['automation'], 'ownerId' | 'sight'>;
  },
): Promise<Reader> {
  if (userId !== null) {
    const user = await store.users.find(db, SYSTEM, userId);
    if (!user) return { kind: 'none', code: 'no_recipient', detail: 'The user it is for does not exist.' };
    if (!user.isActive)
      return { kind: 'none', code: 'user_inactive', detail: 'The user it is for is not active.' };
    const { id, role, permissions } = user;
    return { kind: 'reader', address: user.email, viewers: [{ userId: id, role, permissions }] };
  }
  if (address === null) return { kind: 'none', code: 'no_recipient', detail: 'It has nobody to go to.' };
  const owner =
    automation.sight === 'owner' && automation.ownerId !== null
      ? await store.users.find(db, SYSTEM, automation.ownerId)
      : null;
  const viewers = owner ? [{ userId: owner.id, role: owner.role, permissions: owner.permissions }] : [];
  return { kind: 'reader', address, viewers };
}

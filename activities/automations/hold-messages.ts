import { SYSTEM } from '../../contracts/actor.ts';
import type { WaitReason } from '../../contracts/sending/kinds.ts';
import { isOnTrial } from '../../domain/sending/mailbox-state.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { StartedDelivery } from '../../infra/temporal/lifecycle/automations.ts';
import type { ActivityDeps } from '../deps.ts';
import { MAX_DENIAL_MS } from '../sending/take-place.ts';

/** What keeps messages back, and until when they are left alone. */
interface Held {
  reason: WaitReason;
  until: number | null;
  wakeAt: number;
}

/**
 * Lets due messages of a pass wait of which none can leave: its automation is paused, everything or their mailbox is switched
 * off, or their mailbox fails or has to be signed in. Five thousand messages are not tried one by one to find that out.
 *
 * @returns whether some of them wait now
 */
export async function holdMessages(
  deps: ActivityDeps,
  { passId, automationId }: StartedDelivery,
  dueBefore: number,
): Promise<boolean> {
  const { store } = deps;
  const now = await deps.now();
  return deps.db.$transaction(async (tx) => {
    // Whoever ends a hold closes its gate: it sees what waits, or this sees that it has ended.
    await store.locks.passGates(tx, [{ kind: 'switch' }, { kind: 'automation', id: automationId }]);
    const wait = async (mailboxId: string | null | undefined, held: Held): Promise<true> => {
      await store.messageDeliveries.holdDue(tx, { passId, mailboxId, dueBefore, now, ...held });
      return true;
    };
    const automation = await store.automations.read(tx, automationId);
    if (automation?.status === 'paused')
      return wait(undefined, { reason: 'paused', until: null, wakeAt: now + MAX_DENIAL_MS });
    const off = await store.sendHolds.readHeld(tx, { customerId: null, mailboxId: null, automationId, now });
    if (off) return wait(undefined, { ...off, wakeAt: Math.min(off.until ?? Infinity, now + MAX_DENIAL_MS) });
    const { defaultMailboxId } = await store.organisation.get(tx, SYSTEM);
    let isHeld = false;
    for (const mailboxId of await store.messageDeliveries.listSenders(tx, { passId, dueBefore })) {
      const held = await heldAt(deps, tx, { mailboxId: mailboxId ?? defaultMailboxId, now });
      if (held) isHeld = await wait(mailboxId, held);
    }
    return isHeld;
  });
}

async function heldAt(
  { store }: ActivityDeps,
  tx: Tx,
  { mailboxId: named, now }: { mailboxId: string | null; now: number },
): Promise<Held | null> {
  const mailboxId = named && (await store.mailboxes.heirOf(tx, named));
  if (mailboxId !== null) await store.locks.passGates(tx, [{ kind: 'mailbox', id: mailboxId }]);
  const held = await store.sendHolds.readHeld(tx, { customerId: null, mailboxId, now });
  if (held) return { ...held, wakeAt: Math.min(held.until ?? Infinity, now + MAX_DENIAL_MS) };
  const state = mailboxId === null ? undefined : await store.sendHolds.readMailboxState(tx, mailboxId);
  if (state?.status === 'reconnect')
    return { reason: 'mailbox_reconnect', until: null, wakeAt: now + MAX_DENIAL_MS };
  const probeAt = state && isOnTrial(state) ? state.probeAt : null;
  if (probeAt === null || probeAt <= now) return null;
  return { reason: 'mailbox_failing', until: probeAt, wakeAt: probeAt };
}

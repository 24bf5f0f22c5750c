import type { WaitReason } from '../../contracts/sending/kinds.ts';
import { isOnTrial } from '../../domain/sending/mailbox-state.ts';
import type { BatchRef } from '../../infra/temporal/lifecycle.ts';
import type { ActivityDeps } from '../deps.ts';
import { MAX_DENIAL_MS } from '../sending/take-place.ts';

/**
 * Lets all of a batch wait that is due while nothing of it can leave: everything, its program or its mailbox is switched
 * off, or the mailbox fails or has to be signed in. Ten thousand messages are not tried one by one to find that out.
 *
 * @returns whether it waits
 */
export async function holdBatch(
  deps: ActivityDeps,
  { batchId, programId }: BatchRef,
  dueBefore: number,
): Promise<boolean> {
  const now = await deps.now();
  const { store } = deps;
  return deps.db.$transaction(async (tx) => {
    const program = await store.programs.read(tx, programId);
    const mailboxId = program && (await store.programs.mailboxIdOf(tx, program));
    // Whoever ends a hold closes its gate: it sees what waits, or this sees that it has ended.
    await store.locks.passGates(tx, [
      { kind: 'switch' },
      { kind: 'program', id: programId },
      ...(mailboxId === null ? [] : [{ kind: 'mailbox' as const, id: mailboxId }]),
    ]);
    const target = { customerId: null, mailboxId, programId, now };
    const held = await store.sendHolds.readHeld(tx, target);
    const state = mailboxId === null ? undefined : await store.sendHolds.readMailboxState(tx, mailboxId);
    const probeAt = state && isOnTrial(state) ? state.probeAt : null;
    const wait = async (reason: WaitReason, until: number | null, wakeAt: number): Promise<true> => {
      await store.touchpointSends.holdDue(tx, { batchId, dueBefore, reason, until, wakeAt, now });
      return true;
    };
    if (held) return wait(held.reason, held.until, Math.min(held.until ?? Infinity, now + MAX_DENIAL_MS));
    if (state?.status === 'reconnect') return wait('mailbox_reconnect', null, now + MAX_DENIAL_MS);
    if (probeAt !== null && probeAt > now) return wait('mailbox_failing', probeAt, probeAt);
    return false;
  });
}

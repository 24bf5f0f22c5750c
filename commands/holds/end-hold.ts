import type { Actor } from '../../contracts/actor.ts';
import { holdChanges } from '../../contracts/holds/changes.ts';
import type { Hold } from '../../contracts/holds/holds.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { afterCommit } from '../run-command.ts';
import { runCustomerCommand } from '../customers/touch-customer.ts';
import { releaseWaiting, wakeNobody } from '../release-waiting.ts';

/**
 * Ends an open hold of an invoice, a customer or an enrollment; the enrollments of the customer go on (S11), and so do
 * other messages that a hold of the customer kept back.
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 * @throws ProblemError `conflict` when it is over, or belongs to a dispute, a promise, a sequence or a switch
 */
export async function endHold(
  deps: CommandDeps,
  actor: Actor,
  { holdId }: { holdId: string },
): Promise<Hold> {
  let wake = wakeNobody;
  const ended = await runCustomerCommand(deps, actor, async (tx, now, touch) => {
    const { store } = deps;
    const read = async () => found(await store.holdViews.find(tx, actor, { holdId, now }), 'hold');
    const { customerId } = await read();
    if (customerId !== null) await touch(customerId);
    const before = await read();
    const owner = ownerOf(before);
    if (owner) throw new ProblemError('conflict', owner);
    if (!before.isOpen) throw new ProblemError('conflict', 'The hold is over already.');
    await store.holdViews.end(tx, { holdId, actorId: actor.userId, now });
    const after = await read();
    const { scope, kind } = before;
    if (scope === 'customer' && customerId !== null) {
      wake = await releaseWaiting(deps, tx, { release: { of: scope, id: customerId }, now });
    }
    const data = { scope, kind };
    await recordChange(deps, tx, holdChanges.ended, {
      actor,
      now,
      entityId: holdId,
      before,
      after,
      customerId,
      data,
    });
    return after;
  });
  await afterCommit(deps, wake);
  return ended;
}

/** The call that ends a hold which is part of something else. */
function ownerOf({ scope, kind }: Hold): string | null {
  if (kind === 'dispute') return 'It belongs to a dispute: end the dispute of the invoice.';
  if (kind === 'promise') return 'It belongs to a promise: withdraw the promise.';
  if (scope === 'sequence') return 'It belongs to a sequence: resume the sequence.';
  if (kind === 'list')
    return 'It left its list or was removed: put the customer on the list, or enrol it again.';
  if (kind === 'status') return 'It ends when the customer is active.';
  if (kind === 'begin' || kind === 'switch') return `It is kept by the ${kind}.`;
  return null;
}

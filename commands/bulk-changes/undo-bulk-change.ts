import type { Actor } from '../../contracts/actor.ts';
import type { UndoneBulkChange } from '../../contracts/bulk-changes/bulk-changes.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import type { Tx } from '../../infra/db/client.ts';
import { touchCustomers } from '../customers/touch-customer.ts';
import type { CommandDeps } from '../deps.ts';
import { runCommand } from '../run-command.ts';
import { wakeEnrollments } from '../wakes.ts';
import { checkBulkChange } from './check-bulk-change.ts';

/** Enrollments woken by the call itself; the reconciler wakes the others within its period. */
const MAX_WOKEN = 500;
/** As long as it takes to apply. */
const UNDO_TIMEOUT_MS = 5 * 60_000;

/**
 * Takes back what a change of owners or labels of many did (C7, C10), once, but for what somebody has changed since. What
 * follows from lists and programs, such as mails that left, cannot be taken back, so these are refused.
 *
 * @throws ProblemError `not_found` for a token of somebody else, or one that is forgotten
 * @throws ProblemError `conflict` when it was not applied, or cannot be taken back
 * @throws ProblemError `already_acted` when it was taken back
 */
export async function undoBulkChange(
  deps: CommandDeps,
  actor: Actor,
  { token }: { token: string },
): Promise<UndoneBulkChange> {
  const { bulkChanges, bulkEffects, bulkUndo } = deps.store;
  let toWake: string[] = [];
  const undo = async (tx: Tx, now: number) => {
    const bulk = found(await bulkChanges.lock(tx, actor, token), 'bulk change');
    const { entity, action, appliedAt, undoneAt } = bulk;
    if (appliedAt === null) throw new ProblemError('conflict', 'The change was not applied.');
    if (undoneAt !== null)
      throw new ProblemError('already_acted', 'The change was taken back already.', [], {
        undoneAt: new Date(undoneAt).toISOString(),
      });
    const inverse = bulkUndo.inverseOf({ action });
    if (inverse === null)
      throw new ProblemError('conflict', 'What follows from lists and programs cannot be taken back.');
    await checkBulkChange(deps, tx, { actor, entity, action: inverse });
    const asked = { bulkChangeId: token, entity, action, appliedAt, requestId: actor.requestId, now };
    const isOfOwners = action.type === 'setArOwner' || action.type === 'setSalesOwner';
    let handedOver: string[] = [];
    if (isOfOwners) {
      await bulkEffects.lockCustomers(tx, token);
      handedOver = await bulkUndo.restorable(tx, actor, asked);
      toWake = await touchCustomers(deps, tx, handedOver);
    }
    const { changed, undoneIds } = await bulkUndo.undo(tx, actor, asked);
    if (handedOver.length > 0)
      await deps.hooks.followSight(deps, tx, { of: { customerIds: handedOver }, actor, now });
    await bulkChanges.markUndone(tx, token, now);
    const undone = undoneIds.length;
    await deps.store.audit.record(tx, {
      at: now,
      actor,
      action: 'bulkChange.undone',
      entity: 'bulkChange',
      entityId: token,
      customerId: null,
      after: { entity, action, undone },
    });
    return { token, undone, left: changed - undone, undoneAt: new Date(now).toISOString() };
  };
  const reply = await runCommand(deps, actor, undo, { timeout: UNDO_TIMEOUT_MS });
  await wakeEnrollments(deps, toWake.slice(0, MAX_WOKEN));
  return reply;
}

import type { Actor } from '../../../contracts/actor.ts';
import type {
  CreateQueueBulk,
  QueueBulk,
  QueueBulkAction,
} from '../../../contracts/enrollments/queue/bulks.ts';
import { found, ProblemError, refuseInvalid } from '../../../contracts/problems.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { afterCommit, runCommand } from '../../run-command.ts';
import { attempt } from '../../wakes.ts';
import { queueClock } from './queue-clock.ts';

/** A token is good for this long: what was counted should still look the same to who reads the count. */
const TTL_MS = 15 * 60 * 1000;
/** What has ended or expired is kept this long, to tell what became of each row. */
const FORGET_AFTER_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Counts what an act on many rows would do, for which rows it would not go and why (Q8), and stores exactly these rows under
 * a token. Nothing else changes.
 *
 * @throws ProblemError `validation` when the assignee is no active user
 */
export function createQueueBulk(
  deps: CommandDeps,
  actor: Actor,
  { selection, action }: CreateQueueBulk,
): Promise<QueueBulk> {
  const { queueBulks } = deps.store;
  return runCommand(deps, actor, async (tx, now) => {
    await checkAction(deps, tx, action);
    await queueBulks.forget(tx, now - FORGET_AFTER_MS);
    const id = deps.newId('queueBulk');
    const clock = await queueClock(deps, tx, now);
    await queueBulks.insert(tx, actor, { id, selection, action, clock, expiresAt: now + TTL_MS });
    return found(await queueBulks.find(tx, actor, id), 'bulk act');
  });
}

async function checkAction(deps: CommandDeps, tx: Tx, action: QueueBulkAction): Promise<void> {
  if (action.type !== 'assign' || action.assigneeId === null) return;
  const known = await deps.store.users.activeOnes(tx, [action.assigneeId]);
  refuseInvalid(known.length > 0 ? [] : [{ field: 'action.assigneeId', message: 'is no active user' }]);
}

/**
 * Has the act done to exactly the rows that were counted, once, by a durable operation.
 *
 * @throws ProblemError `not_found` for a token of somebody else, or none
 * @throws ProblemError `already_acted` when it was applied
 * @throws ProblemError `conflict` when it has expired
 */
export async function applyQueueBulk(
  deps: CommandDeps,
  actor: Actor,
  { token }: { token: string },
): Promise<QueueBulk> {
  const { queueBulks } = deps.store;
  const bulk = await runCommand(deps, actor, async (tx, now) => {
    const { appliedAt, expiresAt } = found(await queueBulks.lock(tx, actor, token), 'bulk act');
    if (appliedAt !== null) {
      const at = new Date(appliedAt).toISOString();
      throw new ProblemError('already_acted', 'It was applied already.', [], { appliedAt: at });
    }
    if (expiresAt <= now) throw new ProblemError('conflict', 'The token has expired: count again.');
    await queueBulks.begin(tx, actor, { id: token, now });
    const after = found(await queueBulks.find(tx, actor, token), 'bulk act');
    await deps.store.audit.record(tx, {
      at: now,
      actor,
      action: 'queueBulk.applied',
      entity: 'queueBulk',
      entityId: token,
      customerId: null,
      after: { going: after.going },
    });
    return after;
  });
  // The rows are committed: should this fail, the reconciler starts it.
  await afterCommit(deps, () => attempt(deps.lifecycle.startQueueBulk(token)));
  return bulk;
}

import type { Actor } from '../../contracts/actor.ts';
import { stepExecutionChanges } from '../../contracts/enrollments/changes.ts';
import { changeEntry } from '../../domain/change-entry.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { LookedAt } from '../../infra/db/enrollments/assignees.ts';
import type { CommandDeps } from '../deps.ts';

/** Whose sight changed, or of which customers. */
export interface SightChange {
  of: LookedAt;
  actor: Actor;
  now: number;
  /** Who takes the rows of a user who is deactivated. */
  successorId?: string | null;
}

/**
 * Gives the rows of whoever does not see their customer any more to the successor, the primary user, then the AR owner
 * (S18), in the transaction that takes the sight away.
 */
export async function followSight(
  { store }: CommandDeps,
  tx: Tx,
  { of, successorId = null, actor, now }: SightChange,
): Promise<void> {
  const rows = await store.assignees.reassignUnseen(tx, { of, successorId });
  if (rows.length === 0) return;
  await store.audit.recordAll(
    tx,
    rows.map(({ stepExecutionId, customerId, before, after }) => ({
      at: now,
      actor,
      action: 'stepExecution.assign',
      entity: 'stepExecution',
      entityId: stepExecutionId,
      customerId,
      before: { assigneeId: before },
      after: { assigneeId: after },
    })),
  );
  await store.changes.recordAll(
    tx,
    rows.map(({ stepExecutionId: entityId, customerId }) =>
      changeEntry(stepExecutionChanges.assign, { actor, now }, { entityId, customerId }),
    ),
  );
}

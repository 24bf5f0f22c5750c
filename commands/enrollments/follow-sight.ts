import type { Actor } from '../../contracts/actor.ts';
import { stepExecutionChanges } from '../../contracts/enrollments/changes.ts';
import { ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import { sequenceChanges } from '../../contracts/sequences/changes.ts';
import { changeEntry } from '../../domain/change-entry.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { LookedAt } from '../../infra/db/enrollments/assignees.ts';
import type { CommandDeps } from '../deps.ts';

/** Who does it, and when. */
interface Change {
  actor: Actor;
  now: number;
}

/** Whose sight changed, or of which customers. */
export interface SightChange extends Change {
  of: LookedAt;
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

/** A user who is deactivated, and who follows. */
export interface Deactivation extends Change {
  userId: string;
  successorId: string | null;
}

/**
 * What a user who is deactivated leaves behind (S18): the sequences whose primary user they are go to the successor, the
 * rows to the successor or the primary user.
 *
 * @throws ProblemError `conflict` naming the sequences, where they are primary user and nobody follows
 * @throws ProblemError `validation` for a successor who is no other active user
 */
export async function followDeactivation(
  deps: CommandDeps,
  tx: Tx,
  { userId, successorId, actor, now }: Deactivation,
): Promise<void> {
  const { store } = deps;
  const isUnfit =
    successorId !== null &&
    (successorId === userId || (await store.users.activeOnes(tx, [successorId])).length === 0);
  refuseInvalid(isUnfit ? [{ field: 'successorId', message: 'is no other active user' }] : []);
  const led = await store.assignees.primaryOf(tx, userId);
  if (led.length > 0 && successorId === null) {
    const names = led.map(({ name }) => `"${name}"`).join(', ');
    throw new ProblemError('conflict', `Who follows as primary user of ${names}? Name a successorId.`, [
      { field: 'successorId', message: 'is required: the user is primary user of sequences' },
    ]);
  }
  if (successorId !== null && led.length > 0) {
    await store.assignees.handSequencesOver(tx, { userId, successorId, now });
    const states = { before: { primaryUserId: userId }, after: { primaryUserId: successorId } };
    const entry = { at: now, actor, action: 'sequence.update', entity: 'sequence', customerId: null };
    await store.audit.recordAll(
      tx,
      led.map(({ id }) => ({ ...entry, ...states, entityId: id })),
    );
    await store.changes.recordAll(
      tx,
      led.map(({ id }) =>
        changeEntry(sequenceChanges.settings_edited, { actor, now }, { entityId: id, data: {} }),
      ),
    );
  }
  await followSight(deps, tx, { of: { userIds: [userId] }, successorId, actor, now });
}

import type { Actor } from '../../contracts/actor.ts';
import { customerChanges } from '../../contracts/customers/changes.ts';
import type { Paused } from '../../contracts/enrollments/enrollments.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import { isOpenNow } from '../../domain/holds.ts';
import type { EnrollmentSnapshot } from '../../domain/enrollments/snapshot.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';
import { attempt } from '../wakes.ts';
import { refuseEnded } from './change-enrollment.ts';
import { holdRemoved } from './follow-list.ts';
import { lockMembership } from './lock-membership.ts';
import { nameInFlight, type StepInFlight } from './stop-enrollment.ts';

/** An enrollment to be removed; its membership, customer and enrollment are locked. */
interface Removing {
  tx: Tx;
  now: number;
  actor: Actor;
  snapshot: EnrollmentSnapshot;
  reason: string | undefined;
}

/**
 * Takes a customer off a sequence, and off the list that it follows (S17, S23). The enrollment is paused at its place: put on
 * the list or enrolled again, the customer goes on there. Once this answers nothing of it is handed over; what had begun is
 * named.
 *
 * @throws ProblemError `not_found`, `already_acted`; `conflict` when it was removed or left the list before, or the sequence is archived
 */
export async function removeEnrollment(
  deps: CommandDeps,
  actor: Actor,
  { enrollmentId, reason }: { enrollmentId: string; reason?: string },
): Promise<Paused> {
  const { store } = deps;
  const { enrollment, begun } = await runCommand(deps, actor, async (tx, now) => {
    const read = async () =>
      found(await store.enrollmentViews.find(tx, actor, { enrollmentId, now }), 'enrollment');
    const { sequence, customer } = await read();
    await lockMembership(deps, tx, { sequenceId: sequence.id, customerId: customer.id });
    await store.snapshots.lockWithCustomers(tx, [enrollmentId]);
    refuseEnded(await read());
    const [snapshot] = await store.snapshots.readSnapshots(tx, { enrollmentIds: [enrollmentId], now });
    const removing = { tx, now, actor, snapshot: found(snapshot, 'enrollment'), reason };
    return { begun: await removeLocked(deps, removing), enrollment: await read() };
  });
  await attempt(deps.lifecycle.wakeEnrollment(enrollmentId));
  return { ...enrollment, inFlight: await nameInFlight(deps, begun) };
}

/**
 * The same within a transaction that holds membership, customer and enrollment. Its audit row is that of the removal; the caller wakes it.
 *
 * @returns the messages whose hand-over has begun
 */
export async function removeLocked(
  deps: CommandDeps,
  { tx, now, actor, snapshot, reason }: Removing,
): Promise<StepInFlight[]> {
  const { store } = deps;
  const { enrollmentId, sequenceId, customerId } = snapshot.enrollment;
  if (snapshot.sequence.status === 'archived')
    throw new ProblemError(
      'conflict',
      'The sequence is archived and takes nobody back: stop the enrollment.',
    );
  const isOff = snapshot.holds.some((hold) => hold.kind === 'list' && isOpenNow(hold, now));
  if (isOff) throw new ProblemError('conflict', 'It was removed already, or its customer left the list.');
  const list = await store.listBinding.findListOf(tx, sequenceId);
  if (list && (await store.lists.removeMember(tx, { listId: list.id, customerId }))) {
    const before = { list };
    const data = { listId: list.id };
    await recordChange(deps, tx, customerChanges.listLeft, {
      actor,
      now,
      entityId: customerId,
      before,
      data,
    });
  }
  const text = `Removed from the sequence${reason === undefined ? '' : `: ${reason}`}`;
  const { inFlight } = await holdRemoved(deps, tx, {
    enrollmentIds: [enrollmentId],
    reason: text,
    actor,
    now,
  });
  const { status } = snapshot.enrollment;
  await store.audit.record(tx, {
    at: now,
    actor,
    action: 'enrollment.removed',
    entity: 'enrollment',
    entityId: enrollmentId,
    customerId,
    before: { status },
    after: { status: 'paused', listId: list?.id ?? null },
  });
  return inFlight;
}

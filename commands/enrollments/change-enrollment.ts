import type { Actor } from '../../contracts/actor.ts';
import { type EnrollmentChangeKind, enrollmentChanges } from '../../contracts/enrollments/changes.ts';
import type { Enrollment } from '../../contracts/enrollments/enrollments.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import { mayHavePlaces } from '../../domain/enrollments/leaving-line.ts';
import type { EnrollmentSnapshot } from '../../domain/enrollments/snapshot.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { attempt } from '../wakes.ts';
import { recordAudit, recordChange } from '../record-change.ts';
import { afterCommit, runCommand } from '../run-command.ts';
import { callWaiting } from '../sending/call-waiting.ts';

/** An enrollment as a command finds it: its customer and itself are locked. */
export interface LockedEnrollment {
  tx: Tx;
  now: number;
  view: Enrollment;
  snapshot: EnrollmentSnapshot;
}

/** What a command does to it. */
export interface EnrollmentChange<T> {
  enrollmentId: string;
  /** Past tense, for audit and feed: `stopped`, `paused`. */
  kind: EnrollmentChangeKind;
  /** Title in the customer's thread, which what was done may decide; null: none. */
  title: string | null | ((result: T) => string);
  /** Whether what was done makes it look at what it does next; default: it does. */
  isFollowed?: (result: T) => boolean;
  /** Ended ones are not refused; their position stays. */
  allowsEnded?: boolean;
  /** Refuses, or writes what is its own; what it returns is handed to `reply`. */
  apply: (enrollment: LockedEnrollment) => Promise<T>;
}

/**
 * Changes one live enrollment: locks, refuses ended ones, applies, writes intent, audit, feed and thread in one
 * transaction, then wakes its workflow.
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 * @throws ProblemError `already_acted` when it has ended, with when and why
 */
export async function changeEnrollment<T>(
  deps: CommandDeps,
  actor: Actor,
  { enrollmentId, kind, title, allowsEnded, isFollowed = () => true, apply }: EnrollmentChange<T>,
): Promise<{ enrollment: Enrollment; result: T }> {
  let freed: string[] = [];
  const reply = await runCommand(deps, actor, async (tx, now) => {
    found(await deps.store.enrollmentViews.find(tx, actor, { enrollmentId, now }), 'enrollment');
    await deps.store.snapshots.lockWithCustomers(tx, [enrollmentId]);
    const [snapshot] = await deps.store.snapshots.readSnapshots(tx, { enrollmentIds: [enrollmentId], now });
    const view = found(await deps.store.enrollmentViews.find(tx, actor, { enrollmentId, now }), 'enrollment');
    if (!allowsEnded) refuseEnded(view);
    const result = await apply({ tx, now, view, snapshot: found(snapshot, 'enrollment') });
    if (!isEnded(view) && isFollowed(result)) await deps.store.enrollments.bumpIntent(tx, [enrollmentId]);
    const enrollment = found(
      await deps.store.enrollmentViews.find(tx, actor, { enrollmentId, now }),
      'enrollment',
    );
    // The statement that stops an enrollment tells the feed, with the reason.
    const record = kind === 'stopped' ? recordAudit : recordChange;
    await record(deps, tx, enrollmentChanges[kind], {
      actor,
      now,
      entityId: enrollmentId,
      before: { status: view.status },
      after: { status: enrollment.status, stopReason: enrollment.stopReason },
      customerId: view.customer.id,
      data: { sequenceId: view.sequence.id },
    });
    if (title !== null) {
      const told = typeof title === 'string' ? title : title(result);
      const what = { kind, title: told, outcome: enrollment.stopReason };
      const entry = enrollmentEntry(deps, actor, { view, now }, what);
      await deps.store.communications.insertAll(tx, [entry]);
    }
    const ends = isEnded(enrollment);
    if ((ends || kind === 'paused') && mayHavePlaces(found(snapshot, 'enrollment').executions))
      freed = await deps.store.leavingLines.leaveOfEnrollments(tx, [enrollmentId], { ends });
    return { enrollment, result };
  });
  await afterCommit(deps, async () => {
    if (isFollowed(reply.result)) await attempt(deps.lifecycle.wakeEnrollment(enrollmentId));
    await attempt(callWaiting(deps, freed));
  });
  return reply;
}

/** What happened to an enrollment, for the customer's thread (S21). */
export function enrollmentEntry(
  deps: CommandDeps,
  actor: Actor,
  { view, now }: { view: Pick<Enrollment, 'id' | 'sequence' | 'customer'>; now: number },
  { kind, title, outcome }: { kind: string; title: string; outcome: string | null },
) {
  return {
    id: deps.newId('communication'),
    customerId: view.customer.id,
    kind: 'activity' as const,
    direction: 'internal' as const,
    subject: `${title}: ${view.sequence.name}`,
    outcome,
    authorId: actor.userId,
    enrollmentId: view.id,
    occurredAt: now,
    data: { event: kind, sequenceId: view.sequence.id },
    now,
  };
}

function isEnded({ status }: Enrollment): boolean {
  return status === 'completed' || status === 'stopped';
}

/** @throws ProblemError `already_acted` for one that has ended (Q3: with what happened) */
export function refuseEnded(view: Enrollment): void {
  if (!isEnded(view)) return;
  const at = view.stoppedAt ?? view.completedAt;
  throw new ProblemError(
    'already_acted',
    `The enrollment was ${view.status} at ${at ?? 'an unknown time'}.`,
    [],
    {
      happened: { status: view.status, at, reason: view.stopReason, note: view.stopNote },
    },
  );
}

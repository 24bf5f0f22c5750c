import type { Viewer } from '../contracts/actor.ts';
import type { Explanation } from '../contracts/enrollments.ts';
import { found } from '../contracts/problems.ts';
import { explain } from '../domain/enrollment/explain.ts';
import type { CommandDeps } from './deps.ts';

/**
 * When does the next message of an enrollment leave, and what holds it back (O7)? Reads only.
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 */
export async function explainEnrollment(
  deps: CommandDeps,
  viewer: Viewer,
  { enrollmentId }: { enrollmentId: string },
): Promise<Explanation> {
  const now = await deps.now();
  found(await deps.store.enrollmentViews.find(deps.db, viewer, { enrollmentId, now }), 'enrollment');
  const [snapshot] = await deps.store.snapshots.readSnapshots(deps.db, {
    enrollmentIds: [enrollmentId],
    now,
  });
  const { sequenceId, customerId } = found(snapshot, 'enrollment').enrollment;
  const [details, holds, mailboxReason] = await Promise.all([
    deps.store.executions.readDetails(deps.db, enrollmentId),
    deps.store.holds.listOpenOf(deps.db, { enrollmentId, sequenceId, customerId, now }),
    deps.store.mailboxHealth.readReason(
      deps.db,
      snapshot!.mailboxes.map((mailbox) => mailbox.mailboxId),
    ),
  ]);
  return explain(snapshot!, now, { details, holds, mailboxReason });
}

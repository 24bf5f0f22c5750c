import type { Actor } from '../../contracts/actor.ts';
import { stepExecutionChanges } from '../../contracts/enrollments/changes.ts';
import type { EnrollmentSnapshot } from '../../domain/enrollments/snapshot.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { writeBranching } from './end-step.ts';
import { decideFor } from './write-decided.ts';
import { recordChange } from '../record-change.ts';
import { settleAsSent } from './settle-as-sent.ts';

/** An enrollment that this transaction holds. */
export interface Held {
  tx: Tx;
  now: number;
  snapshot: EnrollmentSnapshot;
}

/**
 * Lets an outcome that the snapshot has heard of decide where the enrollment goes, if its edge is open and has a condition
 * for it (S15).
 *
 * @returns whether it decided; otherwise nothing was written
 */
export async function decideBy(
  deps: CommandDeps,
  { tx, now, snapshot }: Held,
  told: string,
): Promise<boolean> {
  const decision = decideFor(deps, snapshot, now);
  const isDecided = decision.edges.some(
    ({ decidedBy, outcome }) => decidedBy === 'outcome' && outcome === told,
  );
  if (isDecided) await writeBranching(deps, tx, { snapshot, decision }, now);
  return isDecided;
}

/** Somebody answered a message or followed its link, which proves that it was sent (S15); returns what is known then. */
export async function settleIfProven(
  deps: CommandDeps,
  actor: Actor,
  { tx, now, snapshot }: Held,
  stepExecutionId: string | null,
): Promise<EnrollmentSnapshot> {
  const execution = snapshot.executions.find((row) => row.stepExecutionId === stepExecutionId);
  if (execution?.status !== 'uncertain') return snapshot;
  const steps = snapshot.branching?.steps ?? snapshot.steps;
  const label = steps.find(({ stepId }) => stepId === execution.stepId)?.label ?? 'An email';
  const settled = await settleAsSent(deps, { tx, now, actor, snapshot, execution, label });
  if (settled === null) return snapshot;
  // Told as if a person had said so.
  await recordChange(deps, tx, stepExecutionChanges.mark_sent, {
    actor,
    now,
    entityId: execution.stepExecutionId,
    customerId: snapshot.enrollment.customerId,
    before: { status: execution.status },
    after: { status: 'done' },
  });
  return settled;
}

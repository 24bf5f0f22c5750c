import { SYSTEM } from '../../contracts/actor.ts';
import type { Directive } from '../../contracts/enrollments/directive.ts';
import { decide, type Decision } from '../../domain/enrollments/decide.ts';
import { leavingLine, outOfLine, type Decided } from '../../domain/enrollments/leaving-line.ts';
import type { EnrollmentSnapshot } from '../../domain/enrollments/snapshot.ts';
import type { ActivityRow, DecisionsInput } from '../../infra/db/enrollments/decisions.ts';
import type { ThreadMail } from '../../infra/db/enrollments/enrollments.ts';
import type { RawTx } from '../../infra/db/raw-transaction.ts';
import type { CommandDeps } from '../deps.ts';
import { activitiesOf } from './enrollment-entries.ts';

/** Decides what an enrollment does at an instant, with fresh ids for new rows. */
export function decideFor(deps: CommandDeps, snapshot: EnrollmentSnapshot, now: number): Decision {
  return decide(snapshot, now, () => deps.newId('stepExecution'));
}

/** What comes with a decision: a message that was just sent, in the activity log and in the thread of its enrollment. */
export interface Besides {
  log?: ActivityRow[];
  thread?: ThreadMail | null;
}

/** What the statement of decisions writes. */
export function writtenOf(
  deps: CommandDeps,
  made: readonly Decided[],
  now: number,
  { log = [], thread = null }: Besides = {},
): DecisionsInput {
  const decided = made.map(outOfLine);
  const activities = decided.flatMap(({ snapshot, decision }) =>
    activitiesOf(snapshot, decision, deps.newId),
  );
  return { decided, activities: [...log, ...activities], thread, now };
}

/** Writes decisions for enrollments that the transaction holds. Returns the directive of each, by enrollment id. */
export async function writeDecided(
  deps: CommandDeps,
  tx: RawTx,
  made: readonly Decided[],
  now: number,
  besides: Besides = {},
): Promise<Map<string, Directive>> {
  const written = writtenOf(deps, made, now, besides);
  const { decided } = written;
  await deps.store.decisions.writeDecisions(tx, written);
  const edges = decided.flatMap(({ snapshot: { enrollment }, decision }) => {
    const { enrollmentId, sequenceId, customerId } = enrollment;
    return decision.edges.map((edge) => ({ ...edge, enrollmentId, sequenceId, customerId }));
  });
  if (edges.length > 0) await deps.store.edges.writeEdges(tx, { edges, now });
  const stopping = decided.filter(({ decision }) => decision.stop !== null);
  for (const reason of new Set(stopping.map(({ decision }) => decision.stop!))) {
    const group = stopping.filter(({ decision }) => decision.stop === reason);
    await deps.store.decisions.stopEnrollments(tx, {
      enrollmentIds: group.map(({ snapshot }) => snapshot.enrollment.enrollmentId),
      reason,
      note: null,
      actor: SYSTEM,
      now,
      isApplied: true,
    });
  }
  const { ended, held } = leavingLine(decided);
  const leaving = { kind: 'step_execution' } as const;
  if (ended.length > 0) await deps.store.leavingLines.leave(tx, { ...leaving, ids: ended, ends: true });
  if (held.length > 0) await deps.store.leavingLines.leave(tx, { ...leaving, ids: held, ends: false });
  return new Map(
    decided.map(({ snapshot, decision }) => [snapshot.enrollment.enrollmentId, decision.directive]),
  );
}

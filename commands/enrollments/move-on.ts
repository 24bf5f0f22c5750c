import type { Actor } from '../../contracts/actor.ts';
import type { Enrollment } from '../../contracts/enrollments/enrollments.ts';
import { ProblemError } from '../../contracts/problems.ts';
import { waitingAt } from '../../domain/enrollments/follow-edges.ts';
import { isPausedByPerson } from '../../domain/enrollments/held-by.ts';
import type { CommandDeps } from '../deps.ts';
import { attempt } from '../wakes.ts';
import { changeEnrollment, type LockedEnrollment } from './change-enrollment.ts';
import { writeBranching } from './end-step.ts';
import { judgeHitsOf } from './judge-hits.ts';
import { decideFor } from './write-decided.ts';

/**
 * Goes on now from a step whose outcome is waited for, the way its fallback says (Q5, S15). What came in before wins; what
 * comes later is recorded.
 *
 * @throws ProblemError `not_found`, `already_acted` when it has ended
 * @throws ProblemError `conflict` when no outcome is waited for, the step has no fallback, or the enrollment is paused
 */
export async function moveOn(
  deps: CommandDeps,
  actor: Actor,
  { enrollmentId }: { enrollmentId: string },
): Promise<Enrollment> {
  // What somebody clicked before, and whose minute is over, came in before.
  await attempt(judgeHitsOf(deps, [enrollmentId]));
  const { enrollment } = await changeEnrollment(deps, actor, {
    enrollmentId,
    kind: 'moved_on',
    title: null,
    apply: (locked) => decideNow(deps, locked),
  });
  return enrollment;
}

async function decideNow(deps: CommandDeps, { tx, now, snapshot }: LockedEnrollment): Promise<void> {
  const { branching } = snapshot;
  const waiting = waitingAt(snapshot);
  const edge = waiting?.edge;
  if (!branching || !waiting || !edge) throw new ProblemError('conflict', 'No outcome is waited for.');
  if (isPausedByPerson(snapshot, now)) throw new ProblemError('conflict', 'The enrollment is paused.');
  const looked = decideFor(deps, snapshot, now);
  const isDecided = looked.edges.some(
    ({ stepId, decidedAt }) => stepId === edge.stepId && decidedAt !== null,
  );
  if (isDecided) return writeBranching(deps, tx, { snapshot, decision: looked }, now);
  const { fallback } = waiting.place;
  if (fallback === null)
    throw new ProblemError(
      'conflict',
      'The step has no fallback that could be followed: it waits for an outcome.',
    );
  const decided = { ...edge, decidedAt: now, decidedBy: 'move_now', target: fallback.target } as const;
  const edges = branching.edges.map((each) => (each.stepId === edge.stepId ? decided : each));
  const moved = { ...snapshot, branching: { ...branching, edges } };
  const decision = decideFor(deps, moved, now);
  decision.edges.unshift(decided);
  return writeBranching(deps, tx, { snapshot: moved, decision }, now);
}

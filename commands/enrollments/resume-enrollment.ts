import type { Actor } from '../../contracts/actor.ts';
import type { Enrollment } from '../../contracts/enrollments/enrollments.ts';
import { ProblemError } from '../../contracts/problems.ts';
import { changeEnrollment } from './change-enrollment.ts';
import type { CommandDeps } from '../deps.ts';

/**
 * Resumes one enrollment where it was (S10, S11): ends its own holds, whoever opened them. Holds of its sequence or
 * customer stay.
 *
 * @throws ProblemError `not_found`, `already_acted`; `conflict` when it is not paused itself
 */
export async function resumeEnrollment(
  deps: CommandDeps,
  actor: Actor,
  { enrollmentId }: { enrollmentId: string },
): Promise<Enrollment> {
  const { enrollment } = await changeEnrollment(deps, actor, {
    enrollmentId,
    kind: 'resumed',
    title: 'Resumed',
    apply: async ({ tx, now }) => {
      const ended = await deps.store.holds.endEnrollmentHolds(tx, {
        enrollmentId,
        now,
        actorId: actor.userId,
      });
      if (ended === 0) throw new ProblemError('conflict', 'The enrollment itself is not paused.');
    },
  });
  return enrollment;
}

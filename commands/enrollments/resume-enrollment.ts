import type { Actor } from '../../contracts/actor.ts';
import type { Enrollment } from '../../contracts/enrollments/enrollments.ts';
import { ProblemError } from '../../contracts/problems.ts';
import { isOfList } from '../../domain/enrollments/held-by.ts';
import type { EnrollmentSnapshot } from '../../domain/enrollments/snapshot.ts';
import { isOpenNow } from '../../domain/holds.ts';
import { changeEnrollment } from './change-enrollment.ts';
import type { CommandDeps } from '../deps.ts';

/**
 * Resumes one enrollment where it was (S10, S11): ends its own holds, whoever opened them. Holds of its sequence or
 * customer stay, and so does what it waits for since it left its list or was removed (S17).
 *
 * @throws ProblemError `not_found`, `already_acted`; `conflict` when it is not paused itself, with what it waits for
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
    apply: async ({ tx, now, snapshot }) => {
      const ended = await deps.store.holds.endEnrollmentHolds(tx, {
        enrollmentId,
        now,
        actorId: actor.userId,
      });
      if (ended === 0) throw new ProblemError('conflict', whyNot(snapshot, now));
    },
  });
  return enrollment;
}

function whyNot({ holds }: EnrollmentSnapshot, now: number): string {
  const waits = holds.find(({ scope, kind, ...hold }) => {
    return scope === 'enrollment' && isOfList(kind) && isOpenNow({ scope, kind, ...hold }, now);
  });
  if (!waits) return 'The enrollment itself is not paused.';
  if (waits.kind === 'status') return 'It begins when the customer is active.';
  return 'It was removed, or its customer left the list: put the customer on the list, or enrol it again.';
}

import type { Directive } from '../../contracts/enrollments/directive.ts';
import { followEnrollments } from '../../commands/enrollments/follow-enrollments.ts';
import type { ActivityDeps } from '../deps.ts';

/** Which enrollment. */
export interface AdvanceInput {
  enrollmentId: string;
}

/**
 * Looks at an enrollment and says what it does next: stop rules, holds, due times, steps that enter the queue. What
 * it finds is written in the same transaction, with the intent that is now applied. An enrollment without a row is
 * finished.
 */
export function createAdvance(deps: ActivityDeps) {
  return async function advance({ enrollmentId }: AdvanceInput): Promise<Directive> {
    const { directives } = await followEnrollments(deps, [enrollmentId]);
    return directives.get(enrollmentId) ?? { kind: 'finished', reason: 'no_row' };
  };
}

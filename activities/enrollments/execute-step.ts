import { judgeHitsOf } from '../../commands/enrollments/judge-hits.ts';
import { attempt } from '../../commands/wakes.ts';
import type { Directive } from '../../contracts/enrollments/directive.ts';
import type { ActivityDeps } from '../deps.ts';
import { takeBackCopies } from '../sending/take-back-copies.ts';
import { sendOnce } from '../sending/send-once.ts';
import { turnAwayIfCrowded } from '../sending/turn-away.ts';
import { JUDGE_FIRST } from './step-changes.ts';
import { StepSource, type ExecuteStepInput } from './step-source.ts';

/**
 * Sends one automatic or requested step, and says what the enrollment does next. A timer of a fallback comes here too: hits
 * that are due are judged before it is followed (S15).
 */
export function createExecuteStep(deps: ActivityDeps) {
  return async function executeStep(input: ExecuteStepInput): Promise<Directive> {
    const { stepExecutionId: id } = input;
    await turnAwayIfCrowded(deps, { id, mayWait: () => deps.store.stepSends.isUnaskedMail(deps.db, id) });
    // Behind it: who is turned away has begun nothing, and comes back often.
    await takeBackCopies(deps, { kind: 'step_execution', id });
    const next = await sendOnce(deps, new StepSource(deps, input));
    if (next !== JUDGE_FIRST) return next;
    await attempt(judgeHitsOf(deps, [input.enrollmentId]));
    return sendOnce(deps, new StepSource(deps, input, true));
  };
}

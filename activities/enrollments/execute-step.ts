import type { Directive } from '../../contracts/enrollments/directive.ts';
import type { ActivityDeps } from '../deps.ts';
import { sendOnce } from '../sending/send-once.ts';
import { StepSource, type ExecuteStepInput } from './step-source.ts';

/** Sends one automatic or requested step, and says what the enrollment does next. */
export function createExecuteStep(deps: ActivityDeps) {
  return function executeStep(input: ExecuteStepInput): Promise<Directive> {
    return sendOnce(deps, new StepSource(deps, input));
  };
}

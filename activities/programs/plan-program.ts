import { planProgram } from '../../commands/programs/plan-program.ts';
import type { PlanCounts } from '../../infra/db/programs/program-plans.ts';
import type { ProgramPlanInput } from '../../workflows/programs/program-plan.messages.ts';
import type { ActivityDeps } from '../deps.ts';
import { whileBeating } from '../while-beating.ts';

/** Brings the planned messages of a program to a version of its plan. */
export function createPlanProgram(deps: ActivityDeps) {
  return (input: ProgramPlanInput): Promise<PlanCounts> => whileBeating(deps, () => planProgram(deps, input));
}

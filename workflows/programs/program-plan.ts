import { proxyActivities, setCurrentDetails, setWorkflowOptions } from '@temporalio/workflow';
import type { BulkActivities } from '../../activities/index.ts';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';
import type { ProgramPlanInput } from './program-plan.messages.ts';

/** A plan is one transaction of at most ten minutes, which may first wait for another one. */
const { planProgram } = proxyActivities<BulkActivities>({
  taskQueue: TASK_QUEUES.bulk,
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/**
 * Brings the planned messages of a program to one version of its plan.
 * Started by edits, pause, resume, archive and enrollments after their commit, or by the reconciler.
 * Ends when that version, or a later one, is planned.
 */
export async function programPlan(input: ProgramPlanInput): Promise<void> {
  setCurrentDetails(`Planning version ${input.planVersion}, or waiting for another plan of the program.`);
  await planProgram(input);
}
setWorkflowOptions({ versioningBehavior: 'PINNED' }, programPlan);

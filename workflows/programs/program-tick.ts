import { proxyActivities, setCurrentDetails, setWorkflowOptions } from '@temporalio/workflow';
import type { ControlActivities } from '../../activities/index.ts';
import { CONTROL_OPTIONS } from '../options.ts';
import type { ProgramTickInput } from './program-tick.messages.ts';

const { startDueRun } = proxyActivities<ControlActivities>(CONTROL_OPTIONS);

/**
 * The moment of a program's run.
 * Started by the Temporal Schedule of the program at its send time.
 * Ends when the run that is due has begun, was skipped with its reason, or none was due: the row decides.
 */
export async function programTick(input: ProgramTickInput): Promise<{ runId: string | null }> {
  setCurrentDetails('Starting the run that is due.');
  return startDueRun(input);
}
setWorkflowOptions({ versioningBehavior: 'PINNED' }, programTick);

import { proxyActivities, setCurrentDetails, setWorkflowOptions } from '@temporalio/workflow';
import type { ControlActivities } from '../../activities/index.ts';
import { CONTROL_OPTIONS } from '../options.ts';
import type { AutomationTickInput } from './automation-tick.messages.ts';

const { startDuePass } = proxyActivities<ControlActivities>(CONTROL_OPTIONS);

/**
 * The moment of a pass of an automation, or its end.
 * Started by the Temporal Schedule of the automation.
 * Ends when the pass that is due has begun, was skipped with its reason, or none was due: the row decides.
 */
export async function automationTick(input: AutomationTickInput): Promise<{ passId: string | null }> {
  setCurrentDetails('Starting the pass that is due.');
  return startDuePass(input);
}
setWorkflowOptions({ versioningBehavior: 'PINNED' }, automationTick);

import type { Standing } from '../standing.ts';
import type { Starter } from '../starter.ts';

/** What upkeep asks of Temporal. */
export const upkeepLifecycle = ({ standingOf }: Starter) => ({
  /** How any workflow stands, asked of Temporal itself. */
  standingOfWorkflow: (workflowId: string): Promise<Standing> => standingOf(workflowId),
});

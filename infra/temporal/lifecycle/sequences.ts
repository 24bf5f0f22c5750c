import { sequenceChangeWorkflowId } from '../../../workflows/sequences/sequence-change.messages.ts';
import type { Starter } from '../starter.ts';

/** What sequences ask of Temporal. */
export const sequenceLifecycle = ({ startOnce }: Starter) => ({
  /** Starts the drain that makes every live enrollment follow a new plan version. */
  startSequenceChange: (sequenceId: string, planVersion: number): Promise<void> =>
    startOnce('sequenceChange', {
      workflowId: sequenceChangeWorkflowId(sequenceId, planVersion),
      args: [{ sequenceId, planVersion }],
      searchAttributes: { SequenceId: [sequenceId] },
      staticSummary: `Plan version ${planVersion} of sequence ${sequenceId} reaches its enrollments`,
    }),
});

/** Starts the drain of one plan version. */
export interface SequenceChangeInput {
  sequenceId: string;
  planVersion: number;
}

/** How many enrollments were looked at. */
export interface SequenceChangeResult {
  drained: number;
}

export const sequenceChangeWorkflowId = (sequenceId: string, planVersion: number) =>
  `sequence-change/${sequenceId}/${planVersion}`;

/** Starts the re-plan of one program up to a version. */
export interface ProgramPlanInput {
  programId: string;
  planVersion: number;
}

export const programPlanWorkflowId = (programId: string, planVersion: number) =>
  `program-plan/${programId}/${planVersion}`;

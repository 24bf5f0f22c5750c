/** Started by the Temporal Schedule of a program at its send time. */
export interface ProgramTickInput {
  programId: string;
}

export const programScheduleId = (programId: string) => `program/${programId}`;

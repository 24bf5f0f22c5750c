import { defineSignal } from '@temporalio/workflow';

/** Starts one run of a program, whose row is committed. */
export interface ProgramRunInput {
  runId: string;
}

/** Decisions about its batches were recorded, or a newer run took over: look at the rows. At most one a second. */
export const decisionsRecorded = defineSignal('decisionsRecorded');

/** `name` is the program's day of a scheduled run, `manual/<requestId>` of one that a person asked for. */
export const programRunWorkflowId = (programId: string, name: string) => `program/${programId}/${name}`;

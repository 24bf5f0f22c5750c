import {
  batchChanged,
  batchDeliveryWorkflowId,
} from '../../../workflows/programs/batch-delivery.messages.ts';
import { programPlanWorkflowId } from '../../../workflows/programs/program-plan.messages.ts';
import { decisionsRecorded, programRunWorkflowId } from '../../../workflows/programs/program-run.messages.ts';
import {
  compareProgramSchedule,
  listProgramSchedules,
  removeProgramSchedule,
  showProgramSchedule,
  type ShownProgram,
} from '../schedules/programs.ts';
import type { ScheduleFit } from '../schedules/ticks.ts';
import type { Starter } from '../starter.ts';

/** What collection programs ask of Temporal. */
export const programLifecycle = ({ client, startOnce, signalOrStart }: Starter) => ({
  /** Starts the re-plan of a program up to a version (P10). */
  startProgramPlan: (programId: string, planVersion: number): Promise<void> =>
    startOnce('programPlan', {
      workflowId: programPlanWorkflowId(programId, planVersion),
      args: [{ programId, planVersion }],
      searchAttributes: { ProgramId: [programId] },
      staticSummary: `Plan version ${planVersion} of program ${programId}`,
    }),
  /** Starts a run whose row was taken, or tells a running one that decisions were recorded. */
  wakeProgramRun: ({ runId, programId, name }: { runId: string; programId: string; name: string }) =>
    signalOrStart('programRun', {
      workflowId: programRunWorkflowId(programId, name),
      args: [{ runId }],
      signal: decisionsRecorded,
      searchAttributes: { ProgramId: [programId] },
      staticSummary: `Run ${name} of program ${programId}`,
    }),
  /** Starts the delivery of a batch, or tells a running one to look again. */
  wakeBatch: ({
    batchId,
    programId,
    mailboxId,
  }: {
    batchId: string;
    programId: string;
    mailboxId?: string | null;
  }): Promise<void> =>
    signalOrStart('batchDelivery', {
      workflowId: batchDeliveryWorkflowId(programId, batchId),
      args: [{ batchId }],
      signal: batchChanged,
      searchAttributes: { ProgramId: [programId], ...(mailboxId != null && { MailboxId: [mailboxId] }) },
      staticSummary: `Delivery of batch ${batchId}`,
    }),
  /** Brings the Temporal Schedule of a program to it; an archived program has none. */
  showProgramSchedule: (program: ShownProgram): Promise<void> => showProgramSchedule(client, program),
  /** Takes the Temporal Schedule of a program away, if there is one. */
  removeProgramSchedule: (programId: string): Promise<void> => removeProgramSchedule(client, programId),
  /** Asks Temporal whether the schedule of a program does what the program says. */
  compareProgramSchedule: (program: ShownProgram): Promise<ScheduleFit> =>
    compareProgramSchedule(client, program),
  /** Programs that have a Temporal Schedule, from visibility: those of the last seconds may be missing. */
  listProgramSchedules: (): AsyncIterable<string> => listProgramSchedules(client),
});

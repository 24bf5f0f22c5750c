import type { WorkflowHandle } from '@temporalio/client';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';
import {
  batchChanged,
  batchDeliveryWorkflowId,
  type BatchDeliveryInput,
} from '../../workflows/programs/batch-delivery.messages.ts';
import {
  programPlanWorkflowId,
  type ProgramPlanInput,
} from '../../workflows/programs/program-plan.messages.ts';
import {
  decisionsRecorded,
  programRunWorkflowId,
  type ProgramRunInput,
} from '../../workflows/programs/program-run.messages.ts';
import { programScheduleId, type ProgramTickInput } from '../../workflows/programs/program-tick.messages.ts';
import type { Recorder } from './recorder.ts';
import type { Scenario } from './scenarios.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The program's day of a scheduled run. */
const LOCAL_DATE = '2026-12-07';
const taskQueue = TASK_QUEUES.enrollments;

const forReview = { isSuperseded: false, hasReview: true };
const forNobody = { isSuperseded: false, hasReview: false };

/** Starts a run as its row does: with the signal that also wakes it. */
function startRun({ client }: Recorder, programId: string, input: ProgramRunInput): Promise<WorkflowHandle> {
  return client.workflow.signalWithStart('programRun', {
    workflowId: programRunWorkflowId(programId, LOCAL_DATE),
    taskQueue,
    args: [input],
    signal: decisionsRecorded,
  });
}

/** Starts a delivery as an approval does. */
function startDelivery(
  { client }: Recorder,
  programId: string,
  input: BatchDeliveryInput,
): Promise<WorkflowHandle> {
  return client.workflow.signalWithStart('batchDelivery', {
    workflowId: batchDeliveryWorkflowId(programId, input.batchId),
    taskQueue,
    args: [input],
    signal: batchChanged,
  });
}

/** What is recorded of programs, by the name of its file. */
export const PROGRAM_SCENARIOS: Record<string, Scenario> = {
  'program-run-review': async (recorder) => {
    const deadline = (await recorder.now()) + 7 * DAY_MS;
    const wait = { kind: 'wait', until: deadline } as const;
    recorder.readRun = [{ kind: 'generate' }, { kind: 'prepare' }, wait, wait, { kind: 'ended' }];
    recorder.generateRun = [forReview];
    const handle = await startRun(recorder, 'prg_review', { runId: 'run_review' });
    // The deadline stays armed; each burst of decisions has a short timer of its own.
    await recorder.armed(handle, 1);
    for (const timers of [2, 3]) {
      await handle.signal(decisionsRecorded);
      await handle.signal(decisionsRecorded);
      await recorder.armed(handle, timers);
      await recorder.pass(2_000);
      await recorder.looked(timers + 2);
    }
    return handle;
  },

  'program-run-superseded': async (recorder) => {
    const deadline = (await recorder.now()) + DAY_MS;
    recorder.readRun = [
      { kind: 'generate' },
      { kind: 'prepare' },
      { kind: 'wait', until: deadline },
      { kind: 'wait', until: deadline + HOUR_MS },
      { kind: 'ended' },
    ];
    recorder.generateRun = [forReview];
    const handle = await startRun(recorder, 'prg_superseded', { runId: 'run_superseded' });
    await recorder.armed(handle, 1);
    await recorder.pass(DAY_MS);
    // The next run is late: this one looks again, until that one tells it.
    await recorder.armed(handle, 2);
    await handle.signal(decisionsRecorded);
    await recorder.armed(handle, 3);
    await recorder.pass(2_000);
    return handle;
  },

  'program-run-auto': (recorder) => {
    recorder.readRun = [{ kind: 'generate' }, { kind: 'ended' }];
    recorder.generateRun = [forNobody];
    return startRun(recorder, 'prg_auto', { runId: 'run_auto' });
  },

  'batch-delivery': (recorder) => {
    recorder.deliverBatch = [{ kind: 'ended' }];
    return startDelivery(recorder, 'prg_approved', { batchId: 'bat_approved' });
  },

  'batch-delivery-waits': async (recorder) => {
    const tomorrow = (await recorder.now()) + DAY_MS;
    recorder.deliverBatch = [
      { kind: 'wait', until: tomorrow + 6 * DAY_MS, reason: 'switched_off', waiting: 3 },
      { kind: 'wait', until: tomorrow, reason: 'mailbox_limit', waiting: 2 },
      { kind: 'more' },
      { kind: 'ended' },
    ];
    const handle = await startDelivery(recorder, 'prg_waits', { batchId: 'bat_waits' });
    await recorder.armed(handle, 1);
    await handle.signal(batchChanged);
    await recorder.armed(handle, 2);
    await recorder.pass(DAY_MS);
    return handle;
  },

  'program-plan': ({ client }) => {
    const input: ProgramPlanInput = { programId: 'prg_changed', planVersion: 2 };
    const workflowId = programPlanWorkflowId(input.programId, input.planVersion);
    return client.workflow.start('programPlan', { workflowId, taskQueue, args: [input] });
  },

  'program-tick': ({ client }) => {
    const input: ProgramTickInput = { programId: 'prg_due' };
    const workflowId = `${programScheduleId(input.programId)}/tick`;
    return client.workflow.start('programTick', { workflowId, taskQueue, args: [input] });
  },
};

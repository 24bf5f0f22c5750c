import type { WorkflowHandle } from '@temporalio/client';
import type { AnswerDirective } from '../../contracts/inbox/answer-directive.ts';
import type { ActionDirective } from '../../contracts/insights/action-directive.ts';
import type { Directive } from '../../contracts/enrollments/directive.ts';
import type { CopiesDirective } from '../../contracts/sending/copies-directive.ts';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';
import {
  actionChanged,
  actionMailWorkflowId,
  type ActionMailInput,
} from '../../workflows/insights/action-mail.messages.ts';
import {
  answerChanged,
  answerMailWorkflowId,
  type AnswerMailInput,
} from '../../workflows/inbox/answer-mail.messages.ts';
import {
  bulkEnrollmentWorkflowId,
  type BulkEnrollmentInput,
} from '../../workflows/enrollments/bulk-enrollment.messages.ts';
import { queueBulkWorkflowId, type QueueBulkInput } from '../../workflows/enrollments/queue-bulk.messages.ts';
import {
  enrollmentWorkflowId,
  intentChanged,
  type EnrollmentInput,
} from '../../workflows/enrollments/enrollment.messages.ts';
import { RECONCILE_RUN_SECONDS, type ReconcileInput } from '../../workflows/upkeep/reconcile.messages.ts';
import {
  copiesChanged,
  messageCopiesWorkflowId,
  type MessageCopiesInput,
} from '../../workflows/sending/message-copies.messages.ts';
import {
  sequenceChangeWorkflowId,
  type SequenceChangeInput,
} from '../../workflows/sequences/sequence-change.messages.ts';
import {
  deliveriesAdded,
  webhookWorkflowId,
  type WebhookInput,
} from '../../workflows/webhooks/webhook.messages.ts';
import type { Recorder } from './recorder.ts';

/** One course of events; answers the workflows whose histories are kept. */
export type Scenario = (recorder: Recorder) => Promise<WorkflowHandle>;

const DAY_MS = 86_400_000;

const waitFor = (
  ordinal: number,
  until: number | null,
  reason: 'scheduled' | 'paused' | 'outcome' = 'scheduled',
): Directive => ({
  kind: 'wait',
  until,
  reason,
  stepExecutionId: `exe_${ordinal}`,
  ordinal,
});
const finished = (reason: string): Directive => ({ kind: 'finished', reason });

/** Starts the workflow of an enrollment. */
export function startEnrollment({ client }: Recorder, input: EnrollmentInput): Promise<WorkflowHandle> {
  const workflowId = enrollmentWorkflowId(input.enrollmentId);
  return client.workflow.start('enrollment', {
    workflowId,
    taskQueue: TASK_QUEUES.enrollments,
    args: [input],
  });
}

/** A workflow that its schedule starts, or whose input says everything. */
export function startOfSchedule(
  { client }: Recorder,
  type: string,
  workflowId: string,
  ...args: unknown[]
): Promise<WorkflowHandle> {
  return client.workflow.start(type, { workflowId, taskQueue: TASK_QUEUES.enrollments, args });
}

/** What is recorded, by the name of its file. Activities answer from a script, so no database is needed. */
export const SCENARIOS: Record<string, Scenario> = {
  'enrollment-three-steps': async (recorder) => {
    const now = await recorder.now();
    recorder.advance = [waitFor(1, now + DAY_MS)];
    recorder.executeStep = [
      waitFor(2, now + 2 * DAY_MS),
      waitFor(3, now + 3 * DAY_MS),
      finished('completed'),
    ];
    const handle = await startEnrollment(recorder, { enrollmentId: 'enr_three_steps' });
    await recorder.pass(4 * DAY_MS);
    return handle;
  },

  // A click decides behind the first step, the fallback behind the second; its timer asks for what follows (S15).
  'enrollment-branches': async (recorder) => {
    const now = await recorder.now();
    recorder.advance = [waitFor(1, now + DAY_MS), waitFor(2, now + 3 * DAY_MS)];
    recorder.executeStep = [
      waitFor(1, now + 4 * DAY_MS, 'outcome'),
      waitFor(2, now + 6 * DAY_MS, 'outcome'),
      waitFor(3, now + 7 * DAY_MS),
      finished('completed'),
    ];
    const handle = await startEnrollment(recorder, { enrollmentId: 'enr_branches' });
    await recorder.looked(1);
    await recorder.pass(2 * DAY_MS);
    await handle.signal(intentChanged);
    await recorder.looked(2);
    await recorder.pass(6 * DAY_MS);
    return handle;
  },

  'enrollment-pause-and-resume': async (recorder) => {
    const now = await recorder.now();
    recorder.advance = [waitFor(1, now + DAY_MS), waitFor(1, null, 'paused'), waitFor(1, now + 5 * DAY_MS)];
    recorder.executeStep = [finished('completed')];
    const handle = await startEnrollment(recorder, { enrollmentId: 'enr_pause_and_resume' });
    await recorder.looked(1);
    await handle.signal(intentChanged);
    await recorder.looked(2);
    await recorder.pass(2 * DAY_MS);
    await handle.signal(intentChanged);
    await recorder.looked(3);
    await recorder.pass(4 * DAY_MS);
    return handle;
  },

  'enrollment-stop-in-a-wait': async (recorder) => {
    recorder.advance = [waitFor(1, (await recorder.now()) + DAY_MS), finished('manual')];
    const handle = await startEnrollment(recorder, { enrollmentId: 'enr_stop_in_a_wait' });
    await recorder.looked(1);
    await handle.signal(intentChanged);
    await recorder.looked(2);
    return handle;
  },

  'enrollment-stop-in-a-send': async (recorder) => {
    recorder.advance = [waitFor(1, (await recorder.now()) + DAY_MS), finished('manual')];
    recorder.executeStep = ['until cancelled'];
    const handle = await startEnrollment(recorder, { enrollmentId: 'enr_stop_in_a_send' });
    await recorder.looked(1);
    const passed = recorder.pass(DAY_MS + 60_000);
    await recorder.sending();
    await handle.signal(intentChanged);
    await recorder.looked(2);
    await passed;
    return handle;
  },

  'enrollment-earlier-and-later': async (recorder) => {
    const now = await recorder.now();
    // An earlier time arms a new timer; a later one keeps the armed timer and is found when it fires.
    const later = waitFor(1, now + 5 * DAY_MS);
    recorder.advance = [waitFor(1, now + 3 * DAY_MS), waitFor(1, now + DAY_MS), later];
    recorder.executeStep = [later, finished('completed')];
    const handle = await startEnrollment(recorder, { enrollmentId: 'enr_earlier_and_later' });
    for (const look of [1, 2]) {
      await recorder.looked(look);
      await handle.signal(intentChanged);
    }
    await recorder.looked(3);
    await recorder.pass(6 * DAY_MS);
    return handle;
  },

  'enrollment-continue-as-new': async (recorder) => {
    const now = await recorder.now();
    recorder.advance = [1, 2, 3].map((day) => waitFor(1, now + day * DAY_MS));
    recorder.executeStep = [finished('completed')];
    const limits = { events: 10_000, wakes: 2 };
    const handle = await startEnrollment(recorder, { enrollmentId: 'enr_continue_as_new', limits });
    for (const look of [1, 2]) {
      await recorder.looked(look);
      await handle.signal(intentChanged);
    }
    await recorder.looked(3);
    await recorder.pass(5 * DAY_MS);
    return handle;
  },

  'action-mail': async (recorder) => {
    const now = await recorder.now();
    const waits = (until: number): ActionDirective => ({ kind: 'wait', reason: 'mailbox_limit', until });
    recorder.sendAction = [waits(now + DAY_MS), waits(now + 2 * DAY_MS), { kind: 'ended' }];
    const input: ActionMailInput = { actionId: 'act_waits' };
    const handle = await recorder.client.workflow.signalWithStart('actionMail', {
      workflowId: actionMailWorkflowId(input.actionId),
      taskQueue: TASK_QUEUES.enrollments,
      args: [input],
      signal: actionChanged,
    });
    await recorder.looked(1);
    await handle.signal(actionChanged);
    await recorder.looked(2);
    await recorder.pass(3 * DAY_MS);
    return handle;
  },

  'answer-mail': async (recorder) => {
    const now = await recorder.now();
    const waits = (until: number): AnswerDirective => ({ kind: 'wait', reason: 'mailbox_failing', until });
    recorder.sendAnswer = [waits(now + DAY_MS), waits(now + 2 * DAY_MS), { kind: 'ended' }];
    const input: AnswerMailInput = { answerId: 'cna_waits' };
    const handle = await recorder.client.workflow.signalWithStart('answerMail', {
      workflowId: answerMailWorkflowId(input.answerId),
      taskQueue: TASK_QUEUES.enrollments,
      args: [input],
      signal: answerChanged,
    });
    await recorder.looked(1);
    await handle.signal(answerChanged);
    await recorder.looked(2);
    await recorder.pass(3 * DAY_MS);
    return handle;
  },

  'message-copies': async (recorder) => {
    const now = await recorder.now();
    const waits = (until: number, waiting: number): CopiesDirective => ({ kind: 'wait', until, waiting });
    recorder.sendCopies = [waits(now + DAY_MS, 2), waits(now + 60_000, 1), { kind: 'ended' }];
    const input: MessageCopiesInput = { messageId: 'msg_copies' };
    const handle = await recorder.client.workflow.signalWithStart('messageCopies', {
      workflowId: messageCopiesWorkflowId(input.messageId),
      taskQueue: TASK_QUEUES.enrollments,
      args: [input],
      signal: copiesChanged,
    });
    await recorder.armed(handle, 1);
    await handle.signal(copiesChanged);
    await recorder.armed(handle, 2);
    await recorder.pass(2 * 60_000);
    return handle;
  },

  'sequence-change': async (recorder) => {
    const input: SequenceChangeInput = { sequenceId: 'seq_changed', planVersion: 2 };
    const workflowId = sequenceChangeWorkflowId(input.sequenceId, input.planVersion);
    return recorder.client.workflow.start('sequenceChange', {
      workflowId,
      taskQueue: TASK_QUEUES.enrollments,
      args: [input],
    });
  },

  'bulk-enrollment': async (recorder) => {
    recorder.enrollRows = [{ isWaiting: true }, { isWaiting: false }];
    const input: BulkEnrollmentInput = { bulkId: 'bulk_paused_first' };
    const workflowId = bulkEnrollmentWorkflowId(input.bulkId);
    const handle = await recorder.client.workflow.start('bulkEnrollment', {
      workflowId,
      taskQueue: TASK_QUEUES.enrollments,
      args: [input],
    });
    await recorder.pass(2 * 60_000);
    return handle;
  },

  'queue-bulk': (recorder) => {
    const input: QueueBulkInput = { bulkId: 'bulk_of_rows' };
    return recorder.client.workflow.start('queueBulk', {
      workflowId: queueBulkWorkflowId(input.bulkId),
      taskQueue: TASK_QUEUES.enrollments,
      args: [input],
    });
  },

  reconcile: async (recorder) => {
    const passes = 2;
    const input: ReconcileInput = { everySeconds: RECONCILE_RUN_SECONDS / passes };
    const handle = await startOfSchedule(recorder, 'reconcile', 'reconcile', input);
    await recorder.pass(RECONCILE_RUN_SECONDS * 1_000);
    return handle;
  },

  signals: (recorder) => startOfSchedule(recorder, 'signals', 'signals'),

  'automation-feed': (recorder) => startOfSchedule(recorder, 'automationFeed', 'automation-feed'),
  'model-insights': (recorder) => startOfSchedule(recorder, 'modelInsights', 'model-insights'),

  'webhook-feed': (recorder) => startOfSchedule(recorder, 'webhookFeed', 'webhook-feed'),

  webhook: async (recorder) => {
    recorder.deliverWebhooks = [{ waitMs: DAY_MS }, { waitMs: 60_000 }, { waitMs: null }];
    const input: WebhookInput = { webhookId: 'whk_waits' };
    const handle = await recorder.client.workflow.signalWithStart('webhook', {
      workflowId: webhookWorkflowId(input.webhookId),
      taskQueue: TASK_QUEUES.enrollments,
      args: [input],
      signal: deliveriesAdded,
    });
    await recorder.armed(handle, 1);
    await handle.signal(deliveriesAdded);
    await recorder.armed(handle, 2);
    await recorder.pass(2 * 60_000);
    return handle;
  },
};

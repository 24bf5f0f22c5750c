import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';
import {
  actionChanged,
  actionMailWorkflowId,
  type ActionMailInput,
} from '../../workflows/insights/action-mail.messages.ts';
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
import {
  deliveriesAdded,
  webhookWorkflowId,
  type WebhookInput,
} from '../../workflows/webhooks/webhook.messages.ts';
import {
  enrollmentIdOf,
  enrollmentWorkflowId,
  intentChanged,
  type EnrollmentInput,
} from '../../workflows/enrollments/enrollment.messages.ts';
import {
  bulkEnrollmentWorkflowId,
  type BulkEnrollmentInput,
} from '../../workflows/enrollments/bulk-enrollment.messages.ts';
import {
  sequenceChangeWorkflowId,
  type SequenceChangeInput,
} from '../../workflows/sequences/sequence-change.messages.ts';
import {
  compareProgramSchedule,
  listProgramSchedules,
  removeProgramSchedule,
  type ScheduleFit,
  showProgramSchedule,
  type ShownProgram,
} from './schedules/programs.ts';

/** What the product may ask of Temporal. Every call is safe to repeat; a lost one is made up by the reconciler. */
export interface Lifecycle {
  /** Starts the workflow of an enrollment whose row is committed. Already running is success. */
  startEnrollment(enrollment: {
    enrollmentId: string;
    sequenceId: string;
    customerId: string;
  }): Promise<void>;
  /** Tells a running enrollment that its intent changed. False: no workflow of that id runs. */
  wakeEnrollment(enrollmentId: string): Promise<boolean>;
  /** Starts the durable operation behind a bulk enrollment. */
  startBulkEnrollment(bulkId: string): Promise<void>;
  /** Starts the drain that makes every live enrollment follow a new plan version. */
  startSequenceChange(sequenceId: string, planVersion: number): Promise<void>;
  /** Starts the deliveries of a webhook, or tells running ones that there are more. */
  wakeWebhook(webhookId: string): Promise<void>;
  /** Starts the send of an action that was asked for, or tells a running one to look again. */
  wakeAction(action: { actionId: string; customerId: string }): Promise<void>;
  /** Starts the re-plan of a program up to a version (P10). */
  startProgramPlan(programId: string, planVersion: number): Promise<void>;
  /** Starts a run whose row was taken, or tells a running one that decisions were recorded. */
  wakeProgramRun(run: { runId: string; programId: string; name: string }): Promise<void>;
  /** Starts the delivery of a batch, or tells a running one to look again. */
  wakeBatch(batch: { batchId: string; programId: string }): Promise<void>;
  /** Brings the Temporal Schedule of a program to it; an archived program has none. */
  showProgramSchedule(program: ShownProgram): Promise<void>;
  /** Takes the Temporal Schedule of a program away, if there is one. */
  removeProgramSchedule(programId: string): Promise<void>;
  /** Asks Temporal whether the schedule of a program does what the program says. */
  compareProgramSchedule(program: ShownProgram): Promise<ScheduleFit>;
  /** Programs that have a Temporal Schedule, from visibility: those of the last seconds may be missing. */
  listProgramSchedules(): AsyncIterable<string>;
  /** Whether the workflow of an enrollment runs, asked of Temporal itself. */
  isEnrollmentRunning(enrollmentId: string): Promise<boolean>;
  /** Enrollments whose workflows run, from visibility: what began or ended within the last seconds may be missing or stale. */
  listRunningEnrollments(): AsyncIterable<string>;
}

/** Workflows of one page of visibility. */
const LIST_PAGE = 500;

/** The one place that starts and signals workflows. */
export function createLifecycle(client: Client): Lifecycle {
  return {
    async startEnrollment({ enrollmentId, sequenceId, customerId }) {
      const input: EnrollmentInput = { enrollmentId };
      await started(
        client.workflow.start('enrollment', {
          workflowId: enrollmentWorkflowId(enrollmentId),
          taskQueue: TASK_QUEUES.enrollments,
          args: [input],
          searchAttributes: { SequenceId: [sequenceId], CustomerId: [customerId] },
          staticSummary: `Customer ${customerId} in sequence ${sequenceId}`,
          workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
          workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
        }),
      );
    },
    async wakeEnrollment(enrollmentId) {
      try {
        await client.workflow.getHandle(enrollmentWorkflowId(enrollmentId)).signal(intentChanged);
        return true;
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      }
    },
    async startBulkEnrollment(bulkId) {
      const input: BulkEnrollmentInput = { bulkId };
      await started(
        client.workflow.start('bulkEnrollment', {
          workflowId: bulkEnrollmentWorkflowId(bulkId),
          taskQueue: TASK_QUEUES.enrollments,
          args: [input],
          staticSummary: `Bulk enrollment ${bulkId}`,
        }),
      );
    },
    async wakeWebhook(webhookId) {
      const input: WebhookInput = { webhookId };
      await client.workflow.signalWithStart('webhook', {
        workflowId: webhookWorkflowId(webhookId),
        taskQueue: TASK_QUEUES.enrollments,
        args: [input],
        signal: deliveriesAdded,
        staticSummary: `Deliveries of webhook ${webhookId}`,
      });
    },
    async wakeAction({ actionId, customerId }) {
      const input: ActionMailInput = { actionId };
      await client.workflow.signalWithStart('actionMail', {
        workflowId: actionMailWorkflowId(actionId),
        taskQueue: TASK_QUEUES.enrollments,
        args: [input],
        signal: actionChanged,
        searchAttributes: { CustomerId: [customerId] },
        staticSummary: `Mail of action ${actionId}`,
      });
    },
    async startSequenceChange(sequenceId, planVersion) {
      const input: SequenceChangeInput = { sequenceId, planVersion };
      await started(
        client.workflow.start('sequenceChange', {
          workflowId: sequenceChangeWorkflowId(sequenceId, planVersion),
          taskQueue: TASK_QUEUES.enrollments,
          args: [input],
          searchAttributes: { SequenceId: [sequenceId] },
          staticSummary: `Plan version ${planVersion} of sequence ${sequenceId} reaches its enrollments`,
        }),
      );
    },
    async startProgramPlan(programId, planVersion) {
      const input: ProgramPlanInput = { programId, planVersion };
      await started(
        client.workflow.start('programPlan', {
          workflowId: programPlanWorkflowId(programId, planVersion),
          taskQueue: TASK_QUEUES.enrollments,
          args: [input],
          searchAttributes: { ProgramId: [programId] },
          staticSummary: `Plan version ${planVersion} of program ${programId}`,
        }),
      );
    },
    async wakeProgramRun({ runId, programId, name }) {
      const input: ProgramRunInput = { runId };
      await client.workflow.signalWithStart('programRun', {
        workflowId: programRunWorkflowId(programId, name),
        taskQueue: TASK_QUEUES.enrollments,
        args: [input],
        signal: decisionsRecorded,
        searchAttributes: { ProgramId: [programId] },
        staticSummary: `Run ${name} of program ${programId}`,
      });
    },
    async wakeBatch({ batchId, programId }) {
      const input: BatchDeliveryInput = { batchId };
      await client.workflow.signalWithStart('batchDelivery', {
        workflowId: batchDeliveryWorkflowId(programId, batchId),
        taskQueue: TASK_QUEUES.enrollments,
        args: [input],
        signal: batchChanged,
        searchAttributes: { ProgramId: [programId] },
        staticSummary: `Delivery of batch ${batchId}`,
      });
    },
    showProgramSchedule: (program) => showProgramSchedule(client, program),
    removeProgramSchedule: (programId) => removeProgramSchedule(client, programId),
    compareProgramSchedule: (program) => compareProgramSchedule(client, program),
    listProgramSchedules: () => listProgramSchedules(client),
    async isEnrollmentRunning(enrollmentId) {
      try {
        const { status } = await client.workflow.getHandle(enrollmentWorkflowId(enrollmentId)).describe();
        return status.name === 'RUNNING';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      }
    },
    async *listRunningEnrollments() {
      const query = `WorkflowType = 'enrollment' AND ExecutionStatus = 'Running'`;
      for await (const { workflowId } of client.workflow.list({ query, pageSize: LIST_PAGE })) {
        const enrollmentId = enrollmentIdOf(workflowId);
        if (enrollmentId !== null) yield enrollmentId;
      }
    },
  };
}

async function started(start: Promise<unknown>): Promise<void> {
  try {
    await start;
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/** A batch, as its workflow is named. */
export interface BatchRef {
  batchId: string;
  programId: string;
}

import { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/client';
import {
  bulkEnrollmentWorkflowId,
  sequenceChanged,
} from '../../../workflows/enrollments/bulk-enrollment.messages.ts';
import {
  enrollmentIdOf,
  enrollmentWorkflowId,
  intentChanged,
} from '../../../workflows/enrollments/enrollment.messages.ts';
import { queueBulkWorkflowId } from '../../../workflows/enrollments/queue-bulk.messages.ts';
import type { Standing } from '../standing.ts';
import type { Starter } from '../starter.ts';

/** An enrollment as its workflow is found by. */
export interface StartedEnrollment {
  enrollmentId: string;
  sequenceId: string;
  customerId: string;
  /** The mailbox of its sequence, as it is when the workflow starts. */
  mailboxId?: string | null;
}

/** What enrollments ask of Temporal. */
export const enrollmentLifecycle = (starter: Starter) => ({
  /** Starts the workflow of an enrollment whose row is committed. Already running is success. */
  startEnrollment: ({ enrollmentId, sequenceId, customerId, mailboxId }: StartedEnrollment): Promise<void> =>
    starter.startOnce('enrollment', {
      workflowId: enrollmentWorkflowId(enrollmentId),
      args: [{ enrollmentId }],
      searchAttributes: {
        SequenceId: [sequenceId],
        CustomerId: [customerId],
        ...(mailboxId != null && { MailboxId: [mailboxId] }),
      },
      staticSummary: `Customer ${customerId} in sequence ${sequenceId}`,
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
      workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
    }),
  /** Tells a running enrollment that its intent changed. False: no workflow of that id runs. */
  wakeEnrollment: (enrollmentId: string): Promise<boolean> =>
    starter.signalRunning(enrollmentWorkflowId(enrollmentId), intentChanged),
  /** Whether the workflow of an enrollment runs, asked of Temporal itself. */
  isEnrollmentRunning: (enrollmentId: string): Promise<boolean> =>
    starter.isRunning(enrollmentWorkflowId(enrollmentId)),
  /** How the workflow of an enrollment stands, asked of Temporal itself. */
  standingOfEnrollment: (enrollmentId: string): Promise<Standing> =>
    starter.standingOf(enrollmentWorkflowId(enrollmentId)),
  /** Those of whom a workflow runs, in one question of visibility: what began within the last seconds may be missing. */
  async findRunningEnrollments(enrollmentIds: readonly string[]): Promise<Set<string>> {
    const running = await starter.findRunning(enrollmentIds.map(enrollmentWorkflowId));
    return new Set(enrollmentIds.filter((id) => running.has(enrollmentWorkflowId(id))));
  },
  /** Enrollments whose workflows run, from visibility: what began or ended within the last seconds may be missing or stale. */
  async *listRunningEnrollments(): AsyncIterable<string> {
    for await (const workflowId of starter.listRunning('enrollment')) {
      const enrollmentId = enrollmentIdOf(workflowId);
      if (enrollmentId !== null) yield enrollmentId;
    }
  },
  /** Starts the durable operation behind a bulk enrollment. */
  startBulkEnrollment: ({ bulkId, sequenceId }: { bulkId: string; sequenceId: string }): Promise<void> =>
    starter.startOnce('bulkEnrollment', {
      workflowId: bulkEnrollmentWorkflowId(bulkId),
      args: [{ bulkId }],
      searchAttributes: { SequenceId: [sequenceId] },
      staticSummary: `Bulk enrollment ${bulkId} in sequence ${sequenceId}`,
    }),
  /** Tells a bulk enrollment that its sequence was changed. False: none of that id runs. */
  tellBulkEnrollment: (bulkId: string): Promise<boolean> =>
    starter.signalRunning(bulkEnrollmentWorkflowId(bulkId), sequenceChanged),
  /** Starts the durable operation behind an act on many rows of the queue. Already running is success. */
  startQueueBulk: (bulkId: string): Promise<void> =>
    starter.startOnce('queueBulk', {
      workflowId: queueBulkWorkflowId(bulkId),
      args: [{ bulkId }],
      staticSummary: `Act on many rows of the queue ${bulkId}`,
    }),
});

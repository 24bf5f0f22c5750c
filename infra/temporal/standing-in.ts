import proto from '@temporalio/proto';
import type { Standing } from './standing.ts';

/** Workers that are killed take three attempts in a row from hardly any workflow; a task that only waits for one is at its first. */
const FAILING_ATTEMPT = 4;

/**
 * How a running workflow stands, read from its description. Attempts that wait for their time are told by that time; those that
 * wait for a worker have none.
 */
export function standingIn({
  pendingWorkflowTask,
  pendingActivities,
}: proto.temporal.api.workflowservice.v1.IDescribeWorkflowExecutionResponse): Standing {
  if (pendingWorkflowTask) return (pendingWorkflowTask.attempt ?? 1) >= FAILING_ATTEMPT ? 'failing' : 'busy';
  const activities = pendingActivities ?? [];
  if (activities.length === 0) return 'asleep';
  const { PENDING_ACTIVITY_STATE_SCHEDULED } = proto.temporal.api.enums.v1.PendingActivityState;
  const isRetrying = activities.every(
    ({ state, nextAttemptScheduleTime }) =>
      state === PENDING_ACTIVITY_STATE_SCHEDULED && nextAttemptScheduleTime != null,
  );
  return isRetrying ? 'retrying' : 'busy';
}

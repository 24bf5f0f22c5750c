import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { tsToMs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';

/** How often the clock is looked at while it should jump. */
const LOOK_MS = 1_000;
/** So long it may keep real time, while work is in hand, before somebody looks whether that work is lost. */
const STUCK_LOOKS = 12;
/** What a clock that jumps gains over the real one in a look, at least. */
const JUMP_MS = 2_000;
/** No worker keeps a workflow task so long: the real server gives it to another one then. */
const LOST_MS = 10_000;

/**
 * Lets time pass on the skipping server. That loses a workflow task which asks to cancel a timer that has just fired, or an
 * activity that has just ended: the workflow never gets another one, and the clock keeps real time for ever. Where the clock
 * keeps real time for so long, such workflows are started anew, as the real server would give their task to another worker:
 * rows are the truth, and what they do begins with a look at them. What only is slow is left alone.
 */
export async function pass(env: TestWorkflowEnvironment, duration: string | number): Promise<void> {
  const over = new AbortController();
  const slept = env.sleep(duration).finally(() => over.abort());
  await Promise.all([slept, reviveWhereStuck(env, over.signal)]);
}

async function reviveWhereStuck(env: TestWorkflowEnvironment, over: AbortSignal): Promise<void> {
  let before = await env.currentTimeMs();
  for (let looks = 1; !over.aborted; looks += 1) {
    await sleep(LOOK_MS, undefined, { signal: over }).catch(() => undefined);
    if (over.aborted) return;
    const now = await env.currentTimeMs();
    if (now - before > LOOK_MS + JUMP_MS) looks = 0;
    before = now;
    if (looks < STUCK_LOOKS) continue;
    looks = 0;
    // Somebody's lock was not given back with nothing in hand any more.
    if ((await reviveLost(env)) === 'idle') await env.connection.testService?.unlockTimeSkipping({});
  }
}

/**
 * Starts the workflows anew whose task is lost, and gives back the lock of the clock that each of them keeps.
 *
 * @returns `idle`: none is, and no worker has anything in hand
 */
export async function reviveLost(env: TestWorkflowEnvironment): Promise<'idle' | 'busy'> {
  const { connection, namespace } = env;
  const now = await env.currentTimeMs();
  // Its reads leave the clock alone.
  const { workflow } = new Client({ connection, namespace });
  const open = await connection.workflowService.listOpenWorkflowExecutions({ namespace });
  let found: 'idle' | 'busy' = 'idle';
  for (const { execution } of open.executions ?? []) {
    const { workflowId, runId } = execution ?? {};
    if (!workflowId || !runId) continue;
    const handle = workflow.getHandle(workflowId, runId);
    const { events } = await handle.fetchHistory();
    const [first, last] = [events?.at(0), events?.at(-1)];
    const started = first?.workflowExecutionStartedEventAttributes;
    const isInTask = last?.workflowTaskStartedEventAttributes != null;
    if (isInTask || (await isInHand(handle))) found = 'busy';
    if (!started || !isInTask || now - tsToMs(last.eventTime) < LOST_MS) continue;
    const isEnded = await handle.terminate('its task is lost').then(
      () => true,
      () => false,
    );
    if (!isEnded) continue;
    await workflow.start(started.workflowType?.name ?? '', {
      workflowId,
      taskQueue: started.taskQueue?.name ?? '',
      args: (started.input?.payloads ?? []).map((payload) => defaultPayloadConverter.fromPayload(payload)),
    });
    await connection.testService?.unlockTimeSkipping({});
  }
  return found;
}

/** Whether a worker has an activity of a workflow in hand. */
async function isInHand(handle: WorkflowHandle): Promise<boolean> {
  const { raw } = await handle.describe();
  const { PENDING_ACTIVITY_STATE_STARTED, PENDING_ACTIVITY_STATE_CANCEL_REQUESTED } =
    proto.temporal.api.enums.v1.PendingActivityState;
  const inHand: unknown[] = [PENDING_ACTIVITY_STATE_STARTED, PENDING_ACTIVITY_STATE_CANCEL_REQUESTED];
  return (raw.pendingActivities ?? []).some(({ state }) => inHand.includes(state));
}

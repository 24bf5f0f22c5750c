import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../infra/ids.ts';
import { TASK_QUEUES } from '../../../contracts/task-queues.ts';
import { ensureWebhookSchedule } from '../../../infra/temporal/schedules/webhooks.ts';
import { ensureReconcileSchedule } from '../../../infra/temporal/schedules/upkeep.ts';
import { activitiesByQueue } from '../../../worker/create.ts';
import { programScheduleId } from '../../../workflows/programs/program-tick.messages.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';

/** At once, on each queue that is not `control`. */
const SLOTS = { bulk: 4, enrollments: 20, webhooks: 16 };

describe('the queue of what keeps the rest going', () => {
  let engine: Engine;
  /** What is held is let go, and the feed gives itself back. */
  const over = new AbortController();
  const held = new Promise<never>((_resolve, reject) => {
    over.signal.addEventListener('abort', () => reject(new Error('let go')));
  });
  held.catch(() => undefined);
  beforeAll(async () => {
    engine = await startEngine({
      isOnDevServer: true,
      changeDeps: (deps) => {
        const hold = () => held;
        const { programs, programRuns, webhooks } = deps.store;
        const store = {
          ...deps.store,
          programs: { ...programs, read: hold },
          programRuns: { ...programRuns, look: hold },
          webhooks: { ...webhooks, findTarget: hold },
        };
        return { ...deps, store, stopping: over.signal };
      },
    });
  }, ENGINE_START_MS);
  afterAll(async () => {
    over.abort();
    await engine?.close();
  });

  /** How many of the workflows have an activity that a worker is at. */
  async function atWork(workflowIds: readonly string[]): Promise<number> {
    const found = await Promise.all(
      workflowIds.map(async (id) => (await engine.client.workflow.getHandle(id).describe()).raw),
    );
    return found.filter(({ pendingActivities }) => pendingActivities?.some(({ state }) => state === STARTED))
      .length;
  }

  /** `PENDING_ACTIVITY_STATE_STARTED`. */
  const STARTED = 2;

  /** The workflow that a schedule began last. */
  async function begunBy(scheduleId: string): Promise<string> {
    for (;;) {
      const { info } = await engine.client.schedule.getHandle(scheduleId).describe();
      const [last] = info.recentActions;
      if (last) return last.action.workflow.workflowId;
      await new Promise(setImmediate);
    }
  }

  it('O9: neither reconciler, tick nor feed waits where every slot for plans, generations, bulk enrollments and webhooks is taken', async () => {
    const { lifecycle } = engine.deps;
    const [programId, ...others] = Array.from({ length: SLOTS.bulk }, () => newId('program'));
    const plans = [programId!, ...others].map((id) => `program-plan/${id}/1`);
    for (const id of [programId!, ...others]) await lifecycle.startProgramPlan(id, 1);
    const runs = Array.from({ length: SLOTS.enrollments }, () => newId('programRun'));
    for (const runId of runs) await lifecycle.wakeProgramRun({ runId, programId: programId!, name: runId });
    const webhooks = Array.from({ length: SLOTS.webhooks }, () => newId('webhook'));
    for (const webhookId of webhooks) await lifecycle.wakeWebhook(webhookId);
    const busy = [
      ...plans,
      ...runs.map((runId) => `program/${programId}/${runId}`),
      ...webhooks.map((webhookId) => `webhook/${webhookId}`),
    ];
    await engine.until(async () => (await atWork(busy)) === busy.length, 'every slot taken');

    await lifecycle.showProgramSchedule({ programId: programId!, status: 'active', schedule: MONDAYS });
    await engine.client.schedule.getHandle(programScheduleId(programId!)).trigger();
    await ensureWebhookSchedule(engine.client);
    await ensureReconcileSchedule(engine.client, 15);
    const tick = engine.client.workflow.getHandle(await begunBy(programScheduleId(programId!)));
    await engine.until(
      async () => (await tick.describe()).status.name === 'COMPLETED',
      'the end of the tick',
    );
    const feed = await begunBy('webhook-feed');
    await engine.until(async () => (await atWork([feed])) === 1, 'the feed');
    const reconciler = engine.client.workflow.getHandle(await begunBy('reconcile'));
    await engine.until(async () => {
      const { events = [] } = await reconciler.fetchHistory();
      return events?.some((event) => event.activityTaskCompletedEventAttributes) ?? false;
    }, 'a pass of the reconciler');
    expect(await atWork(busy)).toBe(busy.length);
  });

  it('O9: what was scheduled on the queue of its time before there was one for control is still done from there', () => {
    const queues = activitiesByQueue(engine.deps);
    expect(Object.keys(queues).sort()).toEqual(Object.keys(TASK_QUEUES).sort());
    const former = {
      enrollments: ['startDuePass', 'startDueRun'],
      bulk: ['reconcileAll'],
      webhooks: ['runWebhookFeed', 'followAutomations'],
    } as const;
    for (const [queue, names] of Object.entries(former)) {
      expect(Object.keys(queues[queue as keyof typeof former])).toEqual(expect.arrayContaining([...names]));
      expect(Object.keys(queues.control)).toEqual(expect.arrayContaining([...names]));
    }
  });
});

const MONDAYS = {
  zone: 'UTC',
  sendDays: [1],
  sendTime: '09:00',
  everyWeeks: 1,
  startDate: '2026-01-05',
  holidays: null,
};

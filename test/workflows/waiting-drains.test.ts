import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, makeTelemetryFilterString, Runtime, Worker } from '@temporalio/worker';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';
import { bulkEnrollmentWorkflowId } from '../../workflows/enrollments/bulk-enrollment.messages.ts';
import { batchDeliveryWorkflowId } from '../../workflows/programs/batch-delivery.messages.ts';
import { timeSkippingEnvironment } from '../support/servers/temporal.ts';
import { workflowBundle } from '../support/servers/workflow-bundle.ts';

const DAY_MS = 86_400_000;
const DEADLINE_MS = 120_000;
/** How soon what is held is looked at again. */
const HELD_LOOK_MS = 15 * 60_000;

let env: TestWorkflowEnvironment;
let client: Client;
let workers: Worker[];
let runs: Promise<void>[];
/** What has been waited for since is over. */
let isOver = false;

beforeAll(async () => {
  const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter } } });
  env = await timeSkippingEnvironment();
  client = new Client({ connection: env.connection });
  const connection = env.nativeConnection;
  const bundle = await workflowBundle();
  const deliverBatch = async () => {
    if (isOver) return { kind: 'ended' };
    return {
      kind: 'wait',
      until: (await env.currentTimeMs()) + HELD_LOOK_MS,
      reason: 'switched_off',
      waiting: 9,
    };
  };
  const enrollRows = () => Promise.resolve({ isWaiting: !isOver });
  workers = await Promise.all([
    Worker.create({ connection, taskQueue: TASK_QUEUES.enrollments, workflowBundle: bundle }),
    Worker.create({ connection, taskQueue: TASK_QUEUES.bulk, activities: { enrollRows } }),
    Worker.create({ connection, taskQueue: TASK_QUEUES.mailSend, activities: { deliverBatch } }),
  ]);
  runs = workers.map((worker) => worker.run());
}, DEADLINE_MS);
afterAll(async () => {
  for (const worker of workers) worker.shutdown();
  await Promise.allSettled(runs);
  await env.teardown();
});

/** Events of each run of a workflow, the newest run first. */
async function eventsOf(workflowId: string): Promise<number[]> {
  const counts: number[] = [];
  for (let runId: string | undefined; runId !== '';) {
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    counts.push(events!.length);
    runId = events![0]!.workflowExecutionStartedEventAttributes!.continuedExecutionRunId ?? '';
  }
  return counts;
}

test(
  'S9, O9: what waits for days has bounded histories and about a thousand events a day: a paused bulk enrollment, and a held delivery',
  async () => {
    const start = (type: string, workflowId: string, input: object) =>
      client.workflow.start(type, { workflowId, taskQueue: TASK_QUEUES.enrollments, args: [input] });
    const [bulkId, batchId] = [
      bulkEnrollmentWorkflowId('bul_paused'),
      batchDeliveryWorkflowId('prg_1', 'bat_1'),
    ];
    await start('bulkEnrollment', bulkId, { bulkId: 'bul_paused' });
    await start('batchDelivery', batchId, { batchId: 'bat_1' });
    await env.sleep(2 * DAY_MS);
    for (const [workflowId, most] of [
      [bulkId, 1_000],
      [batchId, 1_500],
    ] as const) {
      const counts = await eventsOf(workflowId);
      expect(counts.length).toBeGreaterThan(1);
      // The last look of a run is counted with it.
      expect(Math.max(...counts)).toBeLessThan(most + 30);
      const total = counts.reduce((sum, count) => sum + count, 0);
      expect(total).toBeGreaterThan(1_000);
      expect(total).toBeLessThan(2 * 1_200 + 200);
    }
    isOver = true;
    await env.sleep(DAY_MS / 24);
    for (const workflowId of [bulkId, batchId])
      expect((await client.workflow.getHandle(workflowId).describe()).status.name).toBe('COMPLETED');
  },
  DEADLINE_MS,
);
